// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug320.go. */
class Bug320Test {
    /** The body of a receive case gets the value of this very select, also when a goroutine keeps it. */
    @Test
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(1);
            var dummy = Chan.<Integer>make();
            var kept = Chan.<Integer>make();
            for (int i = 0, v = 0x12345678; i < 10; i++, v += 0x1020304) {
                c.send(v);
                int sent = v;
                select(
                        c.onReceive(t -> {
                            go(() -> kept.send(t));
                            assertThat(t).isEqualTo(sent);
                        }),
                        dummy.onSend(1, () -> {
                            throw new AssertionError("nobody receives from dummy");
                        }));
                assertThat(kept.receive()).isEqualTo(sent);
            }
        });
    }
}
