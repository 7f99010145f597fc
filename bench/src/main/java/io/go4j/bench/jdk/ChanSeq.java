// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.chan.ChanSeq} over one queue. */
public class ChanSeq extends OnVirtualThreads {
    static final int PAIRS = 1_000_000;
    static final int CAP = 128;

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void seq() {
        onVirtualThread(() -> {
            BlockingQueue<Integer> ch = queue(CAP);
            long sum = 0;
            for (int i = 0; i < PAIRS; i++) {
                ch.put(1);
                sum += ch.take();
            }
            expect(PAIRS, sum);
        });
    }
}
