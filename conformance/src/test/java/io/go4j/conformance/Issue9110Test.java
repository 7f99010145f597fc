// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue9110.go, without the Conds. */
class Issue9110Test {
    /** Selects that stood in one queue three times leave nothing behind: rounds of ten goroutines do not make the heap grow. */
    @Test
    @Tag("SEL-10")
    @Tag("SEL-11")
    void main() {
        Goroutines.runWithProcs(1, () -> {
            int rounds = 200;
            round(rounds);
            long before = Heap.used();
            round(rounds);
            assertThat(Heap.used() - before).as("bytes for %d waiters", 30 * rounds).isLessThan(30L * rounds * 16);
        });
    }

    private static void round(int rounds) {
        for (int i = 0; i < rounds; i++) {
            var c = Chan.<Integer>make();
            var wg = new WaitGroup();
            List<Goroutine> waiting = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                waiting.add(wg.go(() -> select(c.receiving(), c.receiving(), c.receiving())));
            }
            waiting.forEach(g -> Goroutines.untilWaiting(g, WaitReason.SELECT));
            c.close();
            wg.await();
        }
    }
}
