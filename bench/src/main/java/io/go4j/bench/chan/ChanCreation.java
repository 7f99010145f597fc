// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to make a channel with one slot and to use it once? Go's benchmark of this name, a goroutine per processor.
 *
 * <p>Fooled by: escape analysis, which would remove the channel: so the last one is kept where others can see it (in Go too); anything
 * global that each new channel touches, such as a counter of ids, which shows only with several processors.
 */
public class ChanCreation extends OnGoroutines {
    static final int CHANNELS = 300_000;

    /** The slots are a cache line apart. */
    private final Chan<?>[] last = new Chan<?>[1024];

    @Benchmark
    @OperationsPerInvocation(CHANNELS)
    public void seq() {
        onGoroutine(() -> {
            int[] next = new int[1];
            parallel(CHANNELS, n -> {
                int mine;
                synchronized (next) {
                    mine = next[0] = next[0] + 64;
                }
                long sum = 0;
                for (int i = 0; i < n; i++) {
                    Chan<Integer> ch = Chan.make(1);
                    last[mine % last.length] = ch;
                    ch.send(1);
                    sum += ch.receive();
                }
                expect(n, sum);
            });
        });
    }
}
