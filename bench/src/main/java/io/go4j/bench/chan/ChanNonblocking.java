// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a look at an empty channel cost? Go's benchmark of this name (there a select with a default): a goroutine per processor does
 * tryReceive on the same channel.
 *
 * <p>Fooled by: a read that the compiler moves out of the loop (it is an acquire read, which it may not); unrolling, in a loop that has
 * nothing else to do.
 */
public class ChanNonblocking extends OnGoroutines {
    static final int LOOKS = 5_000_000;

    @Benchmark
    @OperationsPerInvocation(LOOKS)
    public void seq() {
        onGoroutine(() -> {
            Chan<Integer> ch = Chan.make();
            parallel(LOOKS, n -> {
                int empty = 0;
                for (int i = 0; i < n; i++) {
                    if (ch.tryReceive() == null) {
                        empty++;
                    }
                }
                expect(n, empty);
            });
        });
    }
}
