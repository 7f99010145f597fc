// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;

import io.go4j.GoRuntime;
import org.junit.jupiter.api.Test;

/** Go: test/goprint.go. */
class GoprintTest {
    /** A goroutine that has ended is not counted any more. */
    @Test
    void main() {
        Goroutines.run(() -> {
            int before = GoRuntime.numGoroutine();
            go(() -> String.valueOf(42));
            Goroutines.until("as few goroutines as before", () -> GoRuntime.numGoroutine() <= before);
        });
    }
}
