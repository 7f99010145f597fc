// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.chan.PingPong} over two synchronous queues. */
public class PingPong extends OnVirtualThreads {
    static final int ROUND_TRIPS = 100_000;

    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void pingPong() {
        onVirtualThread(() -> {
            BlockingQueue<Integer> ping = queue(0);
            BlockingQueue<Integer> pong = queue(0);
            start(() -> {
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    pong.put(ping.take());
                }
            });
            long sum = 0;
            for (int i = 0; i < ROUND_TRIPS; i++) {
                ping.put(1);
                sum += pong.take();
            }
            expect(ROUND_TRIPS, sum);
        });
    }
}
