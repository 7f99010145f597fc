// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.sync;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a lock and unlock cost when eight goroutines want the same mutex all the time? An operation is one lock and unlock, with an
 * addition between.
 *
 * <p>Fooled by: a mutex that lets the running goroutine have it again and again, which is fast and unfair; Go's hands it over after 1 ms
 * of waiting, and so does go4j's.
 */
public class MutexContended extends OnGoroutines {
    static final int GOROUTINES = 8;
    static final int LOCKS = 400_000;

    @Benchmark
    @OperationsPerInvocation(LOCKS)
    public void mpmc() {
        onGoroutine(() -> {
            Mutex mutex = new Mutex();
            long[] count = new long[1];
            WaitGroup over = new WaitGroup();
            for (int g = 0; g < GOROUTINES; g++) {
                over.go(() -> {
                    for (int i = 0; i < LOCKS / GOROUTINES; i++) {
                        mutex.lock();
                        count[0]++;
                        mutex.unlock();
                    }
                });
            }
            over.await();
            expect(LOCKS, count[0]);
        });
    }
}
