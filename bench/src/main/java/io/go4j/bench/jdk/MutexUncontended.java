// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.sync.MutexUncontended} with a {@code ReentrantLock}. */
public class MutexUncontended extends OnVirtualThreads {
    static final int LOCKS = 2_000_000;

    @Benchmark
    @OperationsPerInvocation(LOCKS)
    public void seq() {
        onVirtualThread(() -> inParallel(LOCKS, n -> {
            ReentrantLock mutex = new ReentrantLock();
            long[] count = new long[32];
            for (int i = 0; i < n; i++) {
                mutex.lock();
                count[16]++;
                mutex.unlock();
            }
            expect(n, count[16]);
        }));
    }
}
