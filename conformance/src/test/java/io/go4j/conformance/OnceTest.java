// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Panic;
import io.go4j.sync.Once;
import io.go4j.sync.WaitGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/sync/once_test.go. */
class OnceTest {
    private int count;

    /** Of ten goroutines that ask at once, one acts; each of them sees the result. */
    @Test
    @Tag("ON-1")
    void TestOnce() {
        Goroutines.run(() -> {
            var once = new Once();
            var wg = new WaitGroup();
            for (int i = 0; i < 10; i++) {
                wg.go(() -> {
                    once.run(() -> count++);
                    assertThat(count).isEqualTo(1);
                });
            }
            wg.await();
        });
    }

    /** An action that panics, or ends its goroutine, has been done. */
    @Test
    @Tag("ON-2")
    void TestOncePanic() {
        Goroutines.run(() -> {
            var once = new Once();
            assertThatThrownBy(() -> once.run(() -> panic("failed"))).isInstanceOf(Panic.class).hasMessage("failed");
            once.run(() -> panic("once more"));

            var other = new Once();
            Goroutines.untilDead(go(() -> other.run(() -> goexit())));
            other.run(() -> panic("once more"));
        });
    }
}
