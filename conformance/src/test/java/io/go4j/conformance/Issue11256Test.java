// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.gosched;

import io.go4j.Goroutine;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue11256.go. */
class Issue11256Test {
    private static void deepGoexit(int depth, AtomicBoolean go) {
        if (depth > 0) {
            deepGoexit(depth - 1, go);
        }
        while (!go.get()) {
            gosched();
        }
        goexit();
    }

    /** Goroutines end by goexit from deep stacks, one after another, while the collector works. */
    @Test
    @Tag("GEX-1")
    void main() {
        Goroutines.runWithProcs(2, () -> {
            byte[][] garbage = new byte[10][];
            for (int i = 0; i < 100; i++) {
                var go = new AtomicBoolean();
                Goroutine g = go(() -> deepGoexit(200, go));
                garbage[i % garbage.length] = new byte[1 << 20];
                go.set(true);
                Goroutines.untilDead(g);
            }
        });
    }
}
