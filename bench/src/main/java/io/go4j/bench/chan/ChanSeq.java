// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What do a send and a receive cost when nobody waits and nobody else looks? One goroutine sends into a buffer of 128 and receives again.
 *
 * <p>Fooled by: escape analysis, were the channel made inside the loop; a lock that is biased or elided for its only user.
 */
public class ChanSeq extends OnGoroutines {
    static final int PAIRS = 1_000_000;
    static final int CAP = 128;

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void seq() {
        onGoroutine(() -> {
            Chan<Integer> ch = Chan.make(CAP);
            long sum = 0;
            for (int i = 0; i < PAIRS; i++) {
                ch.send(1);
                sum += ch.receive();
            }
            expect(PAIRS, sum);
        });
    }
}
