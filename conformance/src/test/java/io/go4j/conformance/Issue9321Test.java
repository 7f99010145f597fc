// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue9321.go. */
class Issue9321Test {
    /** Dumps of all goroutines while goroutines come and go, two at a time. */
    @Test
    void main() {
        Goroutines.runWithProcs(4, () -> {
            for (int i = 0; i < 10; i++) {
                var wg = new WaitGroup();
                for (int j = 0; j < 2; j++) {
                    wg.go(() -> {
                        for (int k = 0; k < 10; k++) {
                            assertThat(GoRuntime.stack(true)).startsWith("goroutine ").contains("[running]");
                        }
                    });
                }
                wg.await();
            }
        });
    }
}
