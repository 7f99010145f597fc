// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Twin of {@link io.go4j.bench.chan.ChanProdCons} over one queue. */
public class ChanProdCons extends OnVirtualThreads {
    static final int CALLS_PER_SCHED = 1000;
    static final int ELEMENTS = 200 * CALLS_PER_SCHED;

    @Param({"0", "10", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void mpmc() {
        onVirtualThread(() -> {
            int procs = Runtime.getRuntime().availableProcessors();
            AtomicInteger left = new AtomicInteger(ELEMENTS / CALLS_PER_SCHED);
            BlockingQueue<Integer> over = queue(2 * procs);
            BlockingQueue<Integer> ch = queue(cap);
            for (int p = 0; p < procs; p++) {
                start(() -> {
                    while (left.decrementAndGet() >= 0) {
                        for (int g = 0; g < CALLS_PER_SCHED; g++) {
                            ch.put(1);
                        }
                    }
                    ch.put(0);
                    over.put(0);
                });
                start(() -> {
                    int n = 0;
                    while (ch.take() != 0) {
                        n++;
                    }
                    over.put(n);
                });
            }
            long arrived = 0;
            for (int p = 0; p < 2 * procs; p++) {
                arrived += over.take();
            }
            expect(ELEMENTS, arrived);
        });
    }
}
