// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug225.go. */
class Bug225Test {
    /** A receive with a default fails on an empty buffer and succeeds on a full one, though nobody wants the value. */
    @Test
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Boolean>make(1);
            assertThat(select(c.receiving().map(v -> "received"), otherwiseGet(() -> "default"))).isEqualTo("default");
            c.send(true);
            assertThat(select(c.receiving().map(v -> "received"), otherwiseGet(() -> "default"))).isEqualTo("received");
        });
    }
}
