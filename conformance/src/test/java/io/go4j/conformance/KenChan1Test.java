// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.diag.WaitReason;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/ken/chan1.go. */
class KenChan1Test {
    /** One sender and ten receivers with selects of one case: each of 1000 values arrives once; then all receivers wait. */
    @Test
    @Tag("CH-26")
    @LeavesGoroutines("the receivers, which wait for more when main returns")
    void main() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(2);
            var state = new AtomicIntegerArray(1000); // 0 not sent, 1 sent, 2 received
            var received = new AtomicInteger();
            var receivers = new ArrayList<Goroutine>();
            for (int m = 0; m < 10; m++) {
                receivers.add(go(() -> {
                    for (; ; ) {
                        select(c.onReceive(v -> {
                            assertThat(state.getAndSet(v, 2)).isEqualTo(1);
                            received.incrementAndGet();
                        }));
                    }
                }));
            }
            for (int n = 0; n < state.length(); n++) {
                assertThat(state.getAndSet(n, 1)).isZero();
                c.send(n);
            }
            Goroutines.until("all received", () -> received.get() == state.length());
            receivers.forEach(g -> Goroutines.untilWaiting(g, WaitReason.CHAN_RECEIVE));
        });
    }

    /** The program ends when main does, though receivers are blocked. */
    @Test
    @Tag("EXIT-1")
    @Tag("go4j-run")
    void end() {
        Program p = Program.run("BlockedReceivers");
        assertThat(p.status()).isZero();
        assertThat(p.stdout()).isEqualTo("sent\n");
        assertThat(p.stderr()).isEmpty();
    }
}
