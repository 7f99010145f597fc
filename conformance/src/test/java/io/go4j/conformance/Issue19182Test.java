// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue19182.go. */
@Tag("full-only") // in portable mode such a loop keeps a carrier of the JDK's
class Issue19182Test {
    /** What a loop without calls adds up is seen by a goroutine that polls and yields, on one processor too. */
    @Test
    void main() {
        for (int procs = 1; procs <= 2; procs++) {
            Goroutines.runWithProcs(procs, () -> {
                var stop = new AtomicBoolean();
                var sum = new AtomicLong();
                var adding = go(() -> {
                    while (!stop.get()) {
                        sum.addAndGet(1);
                    }
                });
                while (sum.get() == 0) {
                    gosched();
                }
                stop.set(true);
                Goroutines.untilDead(adding);
            });
        }
    }
}
