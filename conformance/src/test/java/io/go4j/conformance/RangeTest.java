// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.RecvChan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/range.go, the part about channels. */
class RangeTest {
    private int made;

    private RecvChan<Character> letters() {
        made++;
        var c = Chan.<Character>make();
        go(() -> {
            for (char l = 'a'; l <= 'z'; l++) {
                c.send(l);
            }
            c.close();
        });
        return c;
    }

    /** A loop over a channel asks for the channel once, gets every value in order and ends at the close; a stream does the same. */
    @Test
    @Tag("RNG-1")
    void testchan() {
        Goroutines.run(() -> {
            var s = new StringBuilder();
            for (char l : letters()) {
                s.append(l);
            }
            assertThat(s).hasToString("abcdefghijklmnopqrstuvwxyz");
            assertThat(made).isEqualTo(1);
            assertThat(letters().stream().count()).isEqualTo(26);
        });
    }

    /** Leaving the loop leaves the channel as it is: open, with the values not yet taken. */
    @Test
    @Tag("RNG-3")
    void leaving() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(3);
            for (int i = 1; i <= 3; i++) {
                c.send(i);
            }
            for (int v : c) {
                assertThat(v).isEqualTo(1);
                break;
            }
            assertThat(c.isClosed()).isFalse();
            assertThat(c.len()).isEqualTo(2);
            assertThat(c.receive()).isEqualTo(2);
        });
    }
}
