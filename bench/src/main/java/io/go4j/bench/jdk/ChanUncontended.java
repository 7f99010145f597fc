// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.chan.ChanUncontended} over a queue for each thread. */
public class ChanUncontended extends OnVirtualThreads {
    static final int CAP = 100;
    static final int BURSTS = 20_000;

    @Benchmark
    @OperationsPerInvocation(BURSTS * CAP)
    public void seq() {
        onVirtualThread(() -> inParallel(BURSTS, n -> {
            BlockingQueue<Integer> ch = queue(CAP);
            long sum = 0;
            for (int b = 0; b < n; b++) {
                for (int i = 0; i < CAP; i++) {
                    ch.put(1);
                }
                for (int i = 0; i < CAP; i++) {
                    sum += ch.take();
                }
            }
            expect((long) n * CAP, sum);
        }));
    }
}
