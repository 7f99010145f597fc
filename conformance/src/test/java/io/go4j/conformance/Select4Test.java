// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/chan/select4.go. */
class Select4Test {
    /** What is to be done with the value of a receive that is not chosen is not done. */
    @Test
    @Tag("SEL-2")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(1);
            var empty = Chan.<Integer>make();
            c.send(42);
            var a = new AtomicInteger();
            select(
                    empty.onReceive(v -> {
                        throw new AssertionError("not chosen, but its body ran");
                    }),
                    c.onReceive(a::set));
            assertThat(a).hasValue(42);
        });
    }
}
