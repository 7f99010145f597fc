// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a goroutine cost that is started, waits once, passes one value on and ends? Rob Pike's chain of 1000, built anew for each
 * value; an operation is a goroutine.
 *
 * <p>Fooled by: garbage collection, which falls into few of the runs; goroutines that are reused in one runtime and fresh in the other,
 * which is part of the answer.
 */
public class DaisyChainBuild extends OnGoroutines {
    static final int LENGTH = 1000;
    static final int CHAINS = 50;

    @Benchmark
    @OperationsPerInvocation(LENGTH * CHAINS)
    public void chain() {
        onGoroutine(() -> {
            long sum = 0;
            for (int c = 0; c < CHAINS; c++) {
                Chan<Integer> leftmost = Chan.make();
                Chan<Integer> right = leftmost;
                for (int i = 0; i < LENGTH; i++) {
                    Chan<Integer> left = right;
                    Chan<Integer> next = Chan.make();
                    go(() -> left.send(1 + next.receive()));
                    right = next;
                }
                Chan<Integer> rightmost = right;
                go(() -> rightmost.send(1));
                sum += leftmost.receive();
            }
            expect((LENGTH + 1L) * CHAINS, sum);
        });
    }
}
