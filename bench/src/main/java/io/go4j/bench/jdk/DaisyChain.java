// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.chan.DaisyChain} over synchronous queues. */
public class DaisyChain extends OnVirtualThreads {
    static final int LENGTH = 1000;
    static final int VALUES = 200;

    @Benchmark
    @OperationsPerInvocation(LENGTH * VALUES)
    public void chain() {
        onVirtualThread(() -> {
            BlockingQueue<Integer> first = queue(0);
            BlockingQueue<Integer> last = first;
            for (int i = 0; i < LENGTH; i++) {
                BlockingQueue<Integer> in = last;
                BlockingQueue<Integer> out = queue(0);
                start(() -> {
                    for (int v = 0; v < VALUES; v++) {
                        out.put(in.take());
                    }
                });
                last = out;
            }
            long sum = 0;
            for (int v = 0; v < VALUES; v++) {
                first.put(1);
                sum += last.take();
            }
            expect(VALUES, sum);
        });
    }
}
