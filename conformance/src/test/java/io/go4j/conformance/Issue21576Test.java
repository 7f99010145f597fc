// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue21576.go. */
@Tag("go4j-run")
class Issue21576Test {
    /** A send that nobody can receive is reported as a deadlock, though the JVM has threads that wait for signals. */
    @Test
    void main() {
        Program p = Program.run("Issue21576");
        assertThat(p.stderr()).startsWith("fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan send]:\n");
        assertThat(p.status()).isEqualTo(2);
        assertThat(p.stdout()).isEmpty();
    }
}
