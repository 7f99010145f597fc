// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue16016.go. */
class Issue16016Test {
    /** 10000 goroutines sleep at once, each with a deferred call; all of these are made. */
    @Test
    void main() {
        Goroutines.run(() -> {
            int n = 10_000;
            var calls = new AtomicInteger();
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                wg.go(() -> {
                    try (var d = defer()) {
                        d.run(calls::incrementAndGet);
                        sleep(Duration.ofMillis(100));
                    }
                });
            }
            wg.await();
            assertThat(calls).hasValue(n);
        });
    }
}
