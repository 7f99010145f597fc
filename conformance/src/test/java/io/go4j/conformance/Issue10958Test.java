// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue10958.go. */
@Tag("full-only") // in portable mode such a loop keeps a carrier of the JDK's
class Issue10958Test {
    /** Loops of atomic operations, which call nothing, hold up neither collections nor a sleeper nor goroutines started later. */
    @Test
    void main() {
        Goroutines.runWithProcs(2, () -> {
            var stop = new AtomicBoolean();
            var waiting = new AtomicInteger();
            var added = new AtomicLong();
            var swapped = new AtomicInteger();
            var wg = new WaitGroup();
            wg.go(() -> {
                while (!stop.get()) {
                    waiting.setPlain(0);
                }
            });
            wg.go(() -> {
                while (!stop.get()) {
                    added.incrementAndGet();
                }
            });
            wg.go(() -> {
                while (!stop.get()) {
                    swapped.compareAndSet(0, 1);
                    swapped.compareAndSet(1, 0);
                }
            });
            for (int i = 0; i < 3; i++) {
                System.gc();
                sleep(Duration.ofMillis(1));
                var c = Chan.<Unit>make();
                wg.go(() -> c.send(Unit.UNIT));
                c.receive();
            }
            Goroutines.until("counted", () -> added.get() > 0);
            stop.set(true);
            wg.await();
            assertThat(swapped.get()).isBetween(0, 1);
        });
    }
}
