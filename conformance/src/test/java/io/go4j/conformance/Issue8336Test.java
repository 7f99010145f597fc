// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Select;
import io.go4j.Unit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue8336.go. */
class Issue8336Test {
    private final AtomicBoolean later = new AtomicBoolean();

    private record Holder(Chan<Integer> c) {}

    private Case<Integer> laterCase() {
        later.set(true);
        return Chan.<Integer>make().receiving();
    }

    /** When an operand fails, later ones are not evaluated and nothing is performed: in a select as written, and in a prepared one. */
    @Test
    @Tag("SEL-1")
    void main() {
        Goroutines.run(() -> {
            Holder none = null;
            assertThatThrownBy(() -> select(none.c().receiving(), laterCase())).isInstanceOf(NullPointerException.class);
            assertThat(later).isFalse();

            var ready = Chan.<Integer>make(1);
            Select<Unit> prepared = Select.of(
                    ready.sending(1),
                    ready.sending(() -> {
                        throw new IllegalStateException("operand");
                    }),
                    ready.sending(() -> {
                        later.set(true);
                        return 3;
                    }));
            assertThatThrownBy(prepared::run).isInstanceOf(IllegalStateException.class).hasMessage("operand");
            assertThat(later).isFalse();
            assertThat(ready.len()).isZero();
        });
    }
}
