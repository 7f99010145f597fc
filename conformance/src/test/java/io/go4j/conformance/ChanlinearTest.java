// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chanlinear.go. */
class ChanlinearTest {
    /**
     * Leaving the middle of a channel's queue costs the same however long the queue is: four times the waiters take about four times as
     * long.
     */
    @Test
    @Tag("CH-30")
    void main() {
        Goroutines.run(() -> {
            round(2000); // warms up
            List<String> tries = new ArrayList<>();
            for (int n = 2000; n <= 8000; n *= 2) {
                long few = round(n);
                long many = round(4 * n);
                tries.add(n + " waiters " + few / 1000 + " us, four times as many " + many / 1000 + " us");
                if (many < 10 * few) {
                    return; // linear: 4, quadratic: 16
                }
            }
            assertThat(tries).as("too slow").isEmpty();
        });
    }

    private static long round(int n) {
        long start = System.nanoTime();
        var shared = Chan.<Boolean>make();
        List<Chan<Boolean>> own = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            var mine = Chan.<Boolean>make();
            own.add(mine);
            go(() -> {
                for (int j = 0; j < 10; j++) {
                    select(shared.receiving(), mine.receiving());
                }
            });
        }
        for (int j = 0; j < 10; j++) {
            for (Chan<Boolean> c : own) {
                c.send(true);
            }
        }
        return System.nanoTime() - start;
    }
}
