// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Twin of {@link io.go4j.bench.sync.MutexContended} with a {@code ReentrantLock}. */
public class MutexContended extends OnVirtualThreads {
    static final int THREADS = 8;
    static final int LOCKS = 400_000;

    @Benchmark
    @OperationsPerInvocation(LOCKS)
    public void mpmc() {
        onVirtualThread(() -> {
            ReentrantLock mutex = new ReentrantLock();
            long[] count = new long[1];
            CountDownLatch over = new CountDownLatch(THREADS);
            for (int g = 0; g < THREADS; g++) {
                start(() -> {
                    for (int i = 0; i < LOCKS / THREADS; i++) {
                        mutex.lock();
                        count[0]++;
                        mutex.unlock();
                    }
                    over.countDown();
                });
            }
            over.await();
            expect(LOCKS, count[0]);
        });
    }
}
