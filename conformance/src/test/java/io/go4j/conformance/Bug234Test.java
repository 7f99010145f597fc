// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Received;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug234.go. */
class Bug234Test {
    /** A receive tells a value that was sent from the end of a closed channel. */
    @Test
    @Tag("CH-15")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(1);
            c.send(100);
            assertThat(c.receive()).isEqualTo(100);
            c.send(101);
            assertThat(c.poll()).isEqualTo(new Received.Value<>(101));
            c.close();
            assertThat(c.receive()).isNull();
            assertThat(c.poll()).isEqualTo(new Received.Closed<Integer>());
        });
    }
}
