// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoRuntime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/bug370.go. */
class Bug370Test {
    /** More processors, a collection, fewer processors: nothing hangs, and each call tells the number before. */
    @Test
    @Tag("full-only")
    @Tag("GMP-4")
    void main() {
        Goroutines.runWithProcs(1, () -> {
            assertThat(GoRuntime.gomaxprocs(2)).isEqualTo(1);
            System.gc();
            assertThat(GoRuntime.gomaxprocs(1)).isEqualTo(2);
            assertThat(GoRuntime.gomaxprocs(0)).isEqualTo(1);
        });
    }
}
