// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.RecvChan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue4313.go. */
class Issue4313Test {
    private int x;

    private RecvChan<Boolean> changeX() {
        x = 42;
        return Chan.make();
    }

    /** The value of a send case is read before the channel of a later case is asked for. */
    @Test
    @Tag("SEL-1")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(1);
            select(c.onSend(x, () -> {}), changeX().onReceive(v -> {}));
            assertThat(c.receive()).isZero();
        });
    }
}
