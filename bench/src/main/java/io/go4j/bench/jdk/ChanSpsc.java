// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Twin of {@link io.go4j.bench.chan.ChanSpsc} over one queue. */
public class ChanSpsc extends OnVirtualThreads {
    static final int ELEMENTS = 200_000;

    @Param({"0", "1", "16", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void spsc() {
        onVirtualThread(() -> {
            BlockingQueue<Integer> ch = queue(cap);
            start(() -> {
                for (int i = 0; i < ELEMENTS; i++) {
                    ch.put(1);
                }
            });
            long sum = 0;
            for (int i = 0; i < ELEMENTS; i++) {
                sum += ch.take();
            }
            expect(ELEMENTS, sum);
        });
    }
}
