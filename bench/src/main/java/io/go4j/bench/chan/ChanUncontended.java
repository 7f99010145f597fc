// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What do a send and a receive cost without any waiting, in runs of 100? Go's benchmark of this name: a goroutine per processor, each with
 * its own channel. An operation is a send and a receive (in Go's own it is 100 of each).
 *
 * <p>Fooled by: two cores that share a physical one; the number is wall time over all operations, so two processors halve it.
 */
public class ChanUncontended extends OnGoroutines {
    static final int CAP = 100;
    static final int BURSTS = 20_000;

    @Benchmark
    @OperationsPerInvocation(BURSTS * CAP)
    public void seq() {
        onGoroutine(() -> parallel(BURSTS, n -> {
            Chan<Integer> ch = Chan.make(CAP);
            long sum = 0;
            for (int b = 0; b < n; b++) {
                for (int i = 0; i < CAP; i++) {
                    ch.send(1);
                }
                for (int i = 0; i < CAP; i++) {
                    sum += ch.receive();
                }
            }
            expect((long) n * CAP, sum);
        }));
    }
}
