// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class SchedTest {
    @Test
    void steppingByACoprimeVisitsEveryProcessorOnce() {
        for (int n = 1; n <= 70; n++) {
            for (int random = 0; random < 2 * n; random++) {
                int step = Procs.coprime(n, random * 7919);
                var seen = new BitSet();
                for (int i = 0, at = random % n; i < n; i++, at = (at + step) % n) {
                    seen.set(at);
                }
                assertThat(seen.cardinality()).as("n %d, step %d", n, step).isEqualTo(n);
            }
        }
    }
}
