// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PileTest {
    private static P[] processors(int n) {
        P[] ps = new P[n];
        for (int i = 0; i < n; i++) {
            ps[i] = new P();
            ps[i].id = i;
        }
        return ps;
    }

    @Test
    void behavesAsAStackFromWhichOneCanBeTaken() {
        P[] ps = processors(50);
        List<P> outside = new ArrayList<>(List.of(ps));
        List<P> model = new ArrayList<>();
        var pile = new Pile<P>();
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int what = random.nextInt(4);
            if (what < 2 && !outside.isEmpty()) {
                P p = outside.removeLast();
                pile.push(p);
                model.add(p);
            } else if (what == 2 && !model.isEmpty()) {
                P p = model.remove(random.nextInt(model.size()));
                pile.remove(p);
                outside.add(p);
            } else {
                P expected = model.isEmpty() ? null : model.removeLast();
                assertThat(pile.pop()).isSameAs(expected);
                if (expected != null) {
                    outside.add(expected);
                }
            }
            assertThat(pile.size()).isEqualTo(model.size());
            assertThat(pile).hasToString("[" + String.join(" ", model.reversed().stream().map(P::toString).toList()) + "]");
        }
    }

    @Test
    void allocatesNothing() {
        P[] ps = processors(1_000);
        var pile = new Pile<P>();
        pile.push(ps[0]);
        pile.remove(ps[0]);
        long before = Allocations.ofThisThread();
        for (P p : ps) {
            pile.push(p);
        }
        pile.remove(ps[0]);
        while (pile.pop() != null) {
            // empties it
        }
        assertThat(Allocations.ofThisThread() - before).isLessThan(1_000);
    }
}
