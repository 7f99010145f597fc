// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.spawn;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to start a goroutine as the last thing another does? Go's benchmark of this name: each goroutine starts the next and
 * ends, so never more than two are alive.
 *
 * <p>Fooled by: the best case of reuse: the stack of the one that ended is warm for the next but one.
 */
public class CreateGoroutines extends OnGoroutines {
    static final int SPAWNS = 100_000;

    private static void next(int n, Chan<Boolean> over) {
        if (n == 0) {
            over.send(true);
            return;
        }
        go(() -> next(n - 1, over));
    }

    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void chain() {
        onGoroutine(() -> {
            Chan<Boolean> over = Chan.make();
            go(() -> next(SPAWNS - 1, over));
            over.receive();
        });
    }
}
