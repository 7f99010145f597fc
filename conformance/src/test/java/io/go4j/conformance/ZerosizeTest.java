// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/zerosize.go. */
class ZerosizeTest {
    /** A channel may carry values without content, buffered or not. */
    @Test
    @Tag("CH-3")
    void main() {
        Goroutines.run(() -> {
            assertThat(Chan.<Unit>make().cap()).isZero();
            var c = Chan.<Unit>make(1);
            c.send(Unit.UNIT);
            assertThat(c.receive()).isEqualTo(Unit.UNIT);
        });
    }
}
