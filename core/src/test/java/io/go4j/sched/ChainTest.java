// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goroutines out of {@code runnext} share a slice: a short one where many wait behind them. */
class ChainTest {
    @Test
    void aChainEndsItsSliceWithoutSysmon() {
        P p = new P();
        long begin = System.nanoTime();
        long patience = begin + 10_000_000_000L;
        while (!p.sliceExpired && System.nanoTime() < patience) {
            p.countSwitch();
            p.checkChain();
        }
        assertThat(p.sliceExpired).isTrue();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(10_000_000); // nobody waits
    }

    @Test
    void theMoreWaitTheShorterItIs() {
        assertThat(P.chainNanos(0)).isEqualTo(10_000_000);
        assertThat(P.chainNanos(1)).isEqualTo(10_000_000);
        assertThat(P.chainNanos(9)).isEqualTo(2_000_000);
        assertThat(P.chainNanos(100_000)).isEqualTo(250_000);
    }

    @Test
    void whoComesFromTheQueueBeginsANewSlice() {
        P p = new P();
        long end = System.nanoTime() + 50_000_000; // five slices of a chain
        do {
            p.schedtick++;
            for (int i = 0; i < 64; i++) { // one of them looks at the clock
                p.countSwitch();
                p.checkChain();
            }
        } while (System.nanoTime() < end);
        assertThat(p.sliceExpired).isFalse();
    }
}
