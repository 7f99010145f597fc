// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug130.go. */
@Tag("go4j-run")
class Bug130Test {
    /** A program may exit with a code that it received. */
    @Test
    @Tag("EXIT-2")
    void main() {
        assertThat(Program.run("Bug130").status()).isEqualTo(3);
    }
}
