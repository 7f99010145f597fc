// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.spawn.SpawnWait}. */
public class SpawnWait extends OnVirtualThreads {
    static final int SPAWNS = 100_000;

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void spawnWait() {
        onVirtualThread(() -> {
            for (int i = 0; i < SPAWNS; i++) {
                CountDownLatch over = new CountDownLatch(1);
                Thread.startVirtualThread(over::countDown);
                over.await();
            }
        });
    }
}
