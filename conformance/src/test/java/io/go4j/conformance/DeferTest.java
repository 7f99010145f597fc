// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Panic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/defer.go and test/deferprint.go. */
class DeferTest {
    private final List<Integer> order = new ArrayList<>();

    private void deferAll(Runnable last) {
        try (var d = defer()) {
            for (int i = 0; i < 10; i++) {
                int v = i; // Go evaluates arguments when it defers
                d.run(() -> order.add(v));
            }
            last.run();
        }
    }

    /** Deferred calls are made last first, when the block ends by itself, by a panic or by goexit. */
    @Test
    @Tag("DEF-1")
    void main() {
        Goroutines.run(() -> {
            deferAll(() -> assertThat(order).isEmpty());
            assertThatThrownBy(() -> deferAll(() -> panic("end"))).isInstanceOf(Panic.class);
            Goroutines.untilDead(go(() -> deferAll(() -> goexit())));
            List<Integer> once = List.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
            List<Integer> want = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                want.addAll(once);
            }
            assertThat(order).isEqualTo(want);
        });
    }

    /** All deferred calls are made though some fail; the last failure is the one that is thrown. */
    @Test
    @Tag("DEF-2")
    @Tag("PAN-4")
    void failing() {
        Goroutines.run(() -> {
            assertThatThrownBy(() -> {
                try (var d = defer()) {
                    d.run(() -> order.add(1));
                    d.run(() -> panic("second"));
                    d.run(() -> order.add(2));
                    d.run(() -> panic("first"));
                }
            }).isInstanceOf(Panic.class).hasMessage("second");
            assertThat(order).containsExactly(2, 1);
        });
    }
}
