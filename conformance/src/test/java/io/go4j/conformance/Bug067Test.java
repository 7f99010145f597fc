// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug067.go. */
class Bug067Test {
    /** The smallest communication: one goroutine sends, another receives. */
    @Test
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make();
            go(() -> c.send(0));
            assertThat(c.receive()).isZero();
        });
    }
}
