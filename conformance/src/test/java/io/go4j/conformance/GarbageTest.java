// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoRuntime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/runtime/debug/garbage_test.go, what is not about the collector. */
@Tag("full-only") // elsewhere setMaxThreads has no effect
class GarbageTest {
    /** The largest limit of threads is no mistake, and is what the next call returns. */
    @Test
    void TestSetMaxThreadsOvf() {
        int before = GoRuntime.setMaxThreads(Integer.MAX_VALUE);
        Goroutines.run(() -> assertThat(GoRuntime.setMaxThreads(before)).isEqualTo(Integer.MAX_VALUE));
    }
}
