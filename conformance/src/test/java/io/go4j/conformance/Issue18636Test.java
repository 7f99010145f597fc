// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue18636.go. */
@Tag("full-only") // elsewhere setMaxStack has no effect
@Tag("go4j-run")
class Issue18636Test {
    /** Sends and receives, by many goroutines and in selects, work with the smallest stacks that may be asked for. */
    @Test
    void main() {
        Program p = Program.run("SmallStacks");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("499500\n");
    }
}
