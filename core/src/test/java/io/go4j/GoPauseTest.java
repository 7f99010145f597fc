// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pause is where there is none; all else is in HaltTest. */
class GoPauseTest {
    @Test
    @Tag("portable-only")
    void portableModeCannot() {
        assertThatThrownBy(GoRuntime::pause)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("the JDK's scheduler runs them");
    }
}
