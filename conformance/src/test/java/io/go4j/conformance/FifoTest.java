// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/fifo.go. */
class FifoTest {
    private static final int N = 10;

    /** A buffered channel gives its values in the order in which it took them. */
    @Test
    @Tag("CH-26")
    void AsynchFifo() {
        Goroutines.run(() -> {
            var ch = Chan.<Integer>make(N);
            for (int i = 0; i < N; i++) {
                ch.send(i);
            }
            for (int i = 0; i < N; i++) {
                assertThat(ch.receive()).isEqualTo(i);
            }
        });
    }

    /** Goroutines that begin one after another to receive from an unbuffered channel each get their own value. */
    @Test
    @Tag("CH-26")
    @Tag("CH-27")
    void SynchFifo() {
        Goroutines.run(() -> {
            var ch = Chan.<Integer>make();
            var first = Chan.<Integer>make();
            var in = first;
            for (int i = 0; i < N; i++) {
                int mine = i;
                var before = in;
                var after = Chan.<Integer>make();
                go(() -> {
                    before.receive();
                    assertThat(ch.receive()).isEqualTo(mine);
                    after.send(1);
                });
                in = after;
            }
            first.send(0);
            for (int i = 0; i < N; i++) {
                ch.send(i);
            }
            in.receive();
        });
    }
}
