// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select.go. */
class SelectTest {
    private int evaluated;
    private int shift;

    private int nextBit() {
        evaluated++;
        return 1 << shift;
    }

    /** Sends on both until neither can go on, switching off each case that was chosen; returns how many were. */
    private int sendOnceEach(Chan<Integer> a, Chan<Integer> b) {
        int sent = 0;
        for (; ; ) {
            int chosen = select(a.sending(this::nextBit).map(() -> 1), b.sending(this::nextBit).map(() -> 2), otherwiseGet(() -> 0));
            if (chosen == 0) {
                return sent;
            }
            if (chosen == 1) {
                a = Chan.nil();
            } else {
                b = Chan.nil();
            }
            sent++;
            shift++;
        }
    }

    /** What a case sends is evaluated once in every select, chosen or not, of a nil channel too; a nil channel takes its case out. */
    @Test
    @Tag("SEL-1")
    @Tag("SEL-4")
    @Tag("SEL-8")
    void main() {
        Goroutines.run(() -> {
            var a = Chan.<Integer>make(1);
            var b = Chan.<Integer>make(1);
            assertThat(sendOnceEach(a, b)).isEqualTo(2);
            assertThat(a.receive() | b.receive()).as("one each of the first two bits").isEqualTo(3);
            assertThat(sendOnceEach(a, Chan.nil())).isEqualTo(1);
            assertThat(evaluated).as("two in each of five selects").isEqualTo(10);
        });
    }
}
