// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;
import io.go4j.Unit;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/doubleselect.go. */
class DoubleselectTest {
    /** A select with four sends performs exactly one of them: 100000 numbers through four channels arrive once each. */
    @Test
    @Tag("SEL-5")
    @Tag("SEL-10")
    @Tag("SEL-11")
    void main() {
        int n = Goroutines.scaled(100_000);
        Goroutines.runWithProcs(2, () -> {
            List<Chan<Integer>> legs = Stream.generate(() -> Chan.<Integer>make()).limit(4).toList();
            var joined = Chan.<Integer>make();
            var done = Chan.<Unit>make();
            go(() -> sendAll(n, legs));
            for (Chan<Integer> leg : legs) {
                go(() -> forward(leg, joined, done));
            }
            go(() -> {
                for (int i = 0; i < legs.size(); i++) {
                    done.receive();
                }
                joined.close();
            });

            BitSet seen = new BitSet(n);
            for (int v : joined) {
                assertThat(seen.get(v)).as("%d came twice", v).isFalse();
                seen.set(v);
            }
            assertThat(seen.cardinality()).isEqualTo(n);
        });
    }

    private static void sendAll(int n, List<? extends SendChan<Integer>> legs) {
        for (int i = 0; i < n; i++) {
            select(legs.get(0).sending(i), legs.get(1).sending(i), legs.get(2).sending(i), legs.get(3).sending(i));
        }
        legs.forEach(SendChan::close);
    }

    private static void forward(RecvChan<Integer> from, SendChan<Integer> to, SendChan<Unit> done) {
        for (int v : from) {
            to.send(v);
        }
        done.send(Unit.UNIT);
    }
}
