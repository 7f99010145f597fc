// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.spawn;

import static io.go4j.Go4j.go;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.WaitGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to start one goroutine and wait for its end? An operation is a start, two switches and an end.
 *
 * <p>Fooled by: another processor that steals the new goroutine: then a wake-up of a core is measured. A waiter on a platform thread would
 * cost 20 to 50 times as much; here it is a goroutine.
 */
public class SpawnWait extends OnGoroutines {
    static final int SPAWNS = 100_000;

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void spawnWait() {
        onGoroutine(() -> {
            WaitGroup over = new WaitGroup();
            for (int i = 0; i < SPAWNS; i++) {
                over.add(1);
                go(over::done);
                over.await();
            }
        });
    }
}
