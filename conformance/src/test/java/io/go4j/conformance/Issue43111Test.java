// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Select;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue43111.go. */
class Issue43111Test {
    private Chan<Integer> ch;
    private int x;

    private int closeAndForget() {
        ch.close();
        ch = Chan.nil();
        return 0;
    }

    private int forget() {
        ch = Chan.nil();
        x = 0;
        return 0;
    }

    /** A select uses the channel and value that its operands had when their turn came, though a later operand closes or replaces them. */
    @Test
    @Tag("SEL-1")
    void main() {
        Goroutines.run(() -> {
            Chan<Integer> nil = Chan.nil();
            ch = Chan.make();
            assertThat(select(ch.receiving().map(v -> v == null), nil.sending(closeAndForget()).map(() -> false))).isTrue();

            ch = Chan.make();
            assertThat(Select.of(ch.receiving().map(v -> v == null), nil.sending(this::closeAndForget).map(() -> false)).run()).isTrue();

            var first = Chan.<Integer>make(1);
            ch = first;
            x = 42;
            select(ch.onSend(x, () -> {}), nil.onSend(forget(), () -> {}));
            assertThat(first.receive()).isEqualTo(42);

            ch = first;
            x = 42;
            Select.of(ch.onSend(() -> x, () -> {}), nil.onSend(this::forget, () -> {})).run();
            assertThat(first.receive()).isEqualTo(42);
        });
    }
}
