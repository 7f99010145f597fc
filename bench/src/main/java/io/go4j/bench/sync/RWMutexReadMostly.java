// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.sync;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.RWMutex;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does an RWMutex cost that all processors read and few write? One operation in a thousand writes.
 *
 * <p>Fooled by: a count of readers that each processor keeps for itself; Go's and go4j's is one word that all of them change.
 */
public class RWMutexReadMostly extends OnGoroutines {
    static final int LOCKS = 2_000_000;
    static final int WRITE_EVERY = 1000;

    @Benchmark
    @OperationsPerInvocation(LOCKS)
    public void mpmc() {
        onGoroutine(() -> {
            RWMutex mutex = new RWMutex();
            long[] written = new long[1];
            long[] expected = new long[1];
            parallel(LOCKS, n -> {
                long seen = 0;
                for (int i = 1; i <= n; i++) {
                    if (i % WRITE_EVERY == 0) {
                        mutex.lock();
                        written[0]++;
                        mutex.unlock();
                    } else {
                        mutex.rLock();
                        seen = Math.max(seen, written[0]);
                        mutex.rUnlock();
                    }
                }
                mutex.lock();
                expected[0] += n / WRITE_EVERY;
                mutex.unlock();
                expect(1, seen <= LOCKS / WRITE_EVERY ? 1 : 0);
            });
            expect(expected[0], written[0]);
        });
    }
}
