// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.spawn;

import static io.go4j.Go4j.go;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.WaitGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it cost to start a goroutine that ends at once, when one goroutine starts n of them and waits for all?
 *
 * <p>Fooled by: the number n. Up to 256 wait in the starter's run queue and reuse what the ended ones leave; of 100,000 most are alive at
 * once and overflow to the global queue. And by garbage collection: look at the spread.
 */
public class SpawnFanOut extends OnGoroutines {
    static final int SPAWNS = 200_000;

    @Param({"100", "1000", "100000"})
    public int n;

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void fanOut() {
        onGoroutine(() -> {
            WaitGroup over = new WaitGroup();
            for (int i = 0; i < SPAWNS; i += n) {
                over.add(n);
                for (int k = 0; k < n; k++) {
                    go(over::done);
                }
                over.await();
            }
        });
    }
}
