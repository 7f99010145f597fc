// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** Twin of {@link io.go4j.bench.spawn.SpawnFanOut}. */
public class SpawnFanOut extends OnVirtualThreads {
    static final int SPAWNS = 200_000;

    @Param({"100", "1000", "100000"})
    public int n;

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void fanOut() {
        onVirtualThread(() -> {
            for (int i = 0; i < SPAWNS; i += n) {
                CountDownLatch over = new CountDownLatch(n);
                for (int k = 0; k < n; k++) {
                    Thread.startVirtualThread(over::countDown);
                }
                over.await();
            }
        });
    }
}
