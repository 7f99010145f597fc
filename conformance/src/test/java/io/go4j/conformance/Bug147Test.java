// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug147.go. */
class Bug147Test {
    private int count;

    /**
     * An unbuffered send ends only when the receiver takes the value: the second send waits for the work between two receives, and sees
     * it.
     */
    @Test
    @Tag("CH-11")
    @Tag("MM-C3")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Byte>make();
            go(() -> {
                c.receive();
                count++;
                sleep(Duration.ofMillis(1));
                count++;
                c.receive();
            });
            c.send((byte) 1);
            c.send((byte) 2);
            assertThat(count).isEqualTo(2);
        });
    }
}
