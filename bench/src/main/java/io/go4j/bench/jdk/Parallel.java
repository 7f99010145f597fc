// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Twin of {@link io.go4j.bench.chan.Parallel} over queues. */
public class Parallel extends OnVirtualThreads {
    static final int PAIRS = 10_000;
    static final int VALUES = 200;

    @Param({"0", "16", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(PAIRS * VALUES)
    public void spsc() {
        onVirtualThread(() -> {
            CountDownLatch over = new CountDownLatch(PAIRS);
            for (int p = 0; p < PAIRS; p++) {
                BlockingQueue<Integer> ch = queue(cap);
                start(() -> {
                    for (int i = 0; i < VALUES; i++) {
                        ch.put(1);
                    }
                });
                start(() -> {
                    long sum = 0;
                    for (int i = 0; i < VALUES; i++) {
                        sum += ch.take();
                    }
                    expect(VALUES, sum);
                    over.countDown();
                });
            }
            over.await();
        });
    }
}
