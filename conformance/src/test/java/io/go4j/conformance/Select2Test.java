// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select2.go. */
class Select2Test {
    /** 100000 selects that lose on a channel where nobody ever comes leave no memory behind on it. */
    @Test
    @Tag("SEL-11")
    void main() {
        Goroutines.run(() -> {
            int n = 100_000;
            var c = Chan.<Integer>make();
            var silent = Chan.<Integer>make();
            round(c, silent, n);
            long before = Heap.used();
            round(c, silent, n);
            assertThat(Heap.used() - before).as("bytes for %d selects", n).isLessThan(10L * n);
        });
    }

    private static void round(Chan<Integer> c, Chan<Integer> silent, int n) {
        go(() -> {
            for (int i = 0; i < n; i++) {
                c.send(1);
            }
        });
        for (int i = 0; i < n; i++) {
            int got = select(c.receiving(), silent.receiving().map(v -> 2));
            assertThat(got == 1).isTrue();
        }
    }
}
