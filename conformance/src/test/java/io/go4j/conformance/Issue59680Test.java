// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue59680.go. */
class Issue59680Test {
    private int result;

    private static int depth(int n) {
        return n == 0 ? 0 : 1 + depth(n - 1);
    }

    /** A loop of selects with timeouts works on while another goroutine's stack grows and shrinks, and stops when told. */
    @Test
    void main() {
        Goroutines.run(() -> {
            var stop = Chan.<Unit>make();
            var wg = new WaitGroup();
            var ticks = new AtomicInteger();
            wg.go(() -> {
                for (int v = 0; ; v = 17 * 17) {
                    boolean stopped = select(stop.receiving().map(u -> true), after(Duration.ofMillis(1)).receiving().map(t -> false));
                    if (stopped) {
                        result = v;
                        return;
                    }
                    ticks.incrementAndGet();
                }
            });
            for (int i = 0; i < 5000 || ticks.get() == 0; i++) {
                assertThat(depth(i % 5000)).isEqualTo(i % 5000);
            }
            stop.send(Unit.UNIT);
            wg.await();
            assertThat(result).isEqualTo(289);
        });
    }
}
