// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Twin of {@link io.go4j.bench.chan.Chained} over queues. */
public class Chained extends OnVirtualThreads {
    static final int CHANNELS = 10_000;
    static final int VALUES = 100;

    @Param({"0", "16", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(CHANNELS * VALUES)
    public void chain() {
        onVirtualThread(() -> {
            BlockingQueue<Integer> first = queue(cap);
            start(() -> {
                for (int v = 0; v < VALUES; v++) {
                    first.put(1);
                }
            });
            BlockingQueue<Integer> last = first;
            for (int i = 1; i < CHANNELS; i++) {
                BlockingQueue<Integer> in = last;
                BlockingQueue<Integer> out = queue(cap);
                start(() -> {
                    for (int v = 0; v < VALUES; v++) {
                        out.put(in.take());
                    }
                });
                last = out;
            }
            long sum = 0;
            for (int v = 0; v < VALUES; v++) {
                sum += last.take();
            }
            expect(VALUES, sum);
        });
    }
}
