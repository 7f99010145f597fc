// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Panic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chancap.go. */
class ChancapTest {
    /** {@code len} is what is buffered, {@code cap} the size of the buffer; both are 0 for an unbuffered channel. */
    @Test
    @Tag("CH-6")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(10);
            assertThat(c.len()).isZero();
            assertThat(c.cap()).isEqualTo(10);
            for (int i = 0; i < 3; i++) {
                c.send(i);
            }
            assertThat(c.len()).isEqualTo(3);
            assertThat(c.cap()).isEqualTo(10);
            c.close();
            assertThat(c.len()).as("closed").isEqualTo(3);

            var unbuffered = Chan.<Integer>make();
            assertThat(unbuffered.len()).isZero();
            assertThat(unbuffered.cap()).isZero();
        });
    }

    /** A size that is negative or too large panics. */
    @Test
    @Tag("CH-2")
    void shouldPanic() {
        for (int size : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> Chan.make(size)).isInstanceOf(Panic.class).hasMessage("makechan: size out of range");
        }
    }
}
