// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LeaksElsewhereTest {
    @Test
    @Tag("portable-only") // there the stacks are the JDK's
    void portableModeSaysWhatIsMissing() {
        assertThatThrownBy(GoRuntime::findLeaks)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("runtime: leaks are found in full mode only; ");
        assertThatThrownBy(GoRuntime::reclaimLeaks).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Tag("full-only")
    void aJvmThatHoldsAllThreadsIsRefused() {
        String given = System.setProperty("jdk.trackAllThreads", "true");
        try {
            assertThatThrownBy(GoRuntime::findLeaks)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("add -Djdk.trackAllThreads=false");
        } finally {
            System.setProperty("jdk.trackAllThreads", given == null ? "" : given);
        }
    }
}
