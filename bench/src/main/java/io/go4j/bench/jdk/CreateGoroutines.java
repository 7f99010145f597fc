// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.spawn.CreateGoroutines}. */
public class CreateGoroutines extends OnVirtualThreads {
    static final int SPAWNS = 100_000;

    private static void next(int n, CountDownLatch over) {
        if (n == 0) {
            over.countDown();
            return;
        }
        Thread.startVirtualThread(() -> next(n - 1, over));
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void chain() {
        onVirtualThread(() -> {
            CountDownLatch over = new CountDownLatch(1);
            Thread.startVirtualThread(() -> next(SPAWNS - 1, over));
            over.await();
        });
    }
}
