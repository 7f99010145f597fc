// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue8347.go. */
class Issue8347Test {
    private boolean open = true;

    /** A loop of selects with a default sees the close only once there was one. */
    @Test
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Boolean>make(1);
            for (int i = 0; i < 12; i++) {
                select(c.onReceive(v -> open = v != null), otherwise(() -> {}));
                assertThat(open).as("turn %d", i).isEqualTo(i <= 10);
                if (i == 10) {
                    c.close();
                }
            }
        });
    }
}
