// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/gc2.go. */
class Gc2Test {
    /** Channels that nobody refers to are garbage, closed or not. */
    @Test
    @Tag("CH-5")
    void main() {
        Goroutines.run(() -> {
            List<WeakReference<?>> made = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                var c = Chan.<Integer>make(10);
                c.send(i);
                if (i % 2 == 0) {
                    c.close();
                }
                made.add(new WeakReference<>(c));
            }
            assertThat(Heap.survivors(made)).isLessThan(10);
        });
    }
}
