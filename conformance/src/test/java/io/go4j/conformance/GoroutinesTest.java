// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/goroutines.go. */
class GoroutinesTest {
    /** One value goes through a daisy chain of 10000 goroutines. */
    @Test
    @Tag("GO-9")
    void main() {
        Goroutines.run(() -> {
            var leftmost = Chan.<Integer>make();
            var right = leftmost;
            for (int i = 0; i < 10_000; i++) {
                var left = right;
                var next = Chan.<Integer>make();
                go(() -> left.send(next.receive() + 1));
                right = next;
            }
            var rightmost = right;
            go(() -> rightmost.send(0));
            assertThat(leftmost.receive()).isEqualTo(10_000);
        });
    }
}
