// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue8011.go. */
class Issue8011Test {
    /** A channel may carry channels; one that was received can be received from. */
    @Test
    @Tag("DIR-4")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Chan<Integer>>make(1);
            var inner = Chan.<Integer>make(1);
            inner.send(42);
            c.send(inner);
            assertThat(c.receive().receive()).isEqualTo(42);
        });
    }
}
