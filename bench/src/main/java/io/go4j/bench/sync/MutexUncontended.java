// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.sync;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.Mutex;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a lock and unlock cost that nobody else wants? Go's benchmark of this name: a goroutine per processor, each with a mutex of
 * its own.
 *
 * <p>Fooled by: two mutexes in one cache line (each is allocated by the goroutine that uses it); lock coarsening, were it the JVM's own
 * lock.
 */
public class MutexUncontended extends OnGoroutines {
    static final int LOCKS = 10_000_000;

    @Benchmark
    @OperationsPerInvocation(LOCKS)
    public void seq() {
        onGoroutine(() -> parallel(LOCKS, n -> {
            Mutex mutex = new Mutex();
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
