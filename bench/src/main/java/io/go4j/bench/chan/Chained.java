// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a hop cost in a row of 10,000 channels, with values behind each other? Jox's benchmark of this name, with a tenth of its
 * values; 10,001 goroutines.
 *
 * <p>Fooled by: the start of the goroutines, which is in the number (some 5 ns of each hop); the order of the run queue, which decides
 * whether a value runs down the whole row at once.
 */
public class Chained extends OnGoroutines {
    static final int CHANNELS = 10_000;
    static final int VALUES = 100;

    @Param({"0", "16", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(CHANNELS * VALUES)
    public void chain() {
        onGoroutine(() -> {
            Chan<Integer> first = Chan.make(cap);
            go(() -> {
                for (int v = 0; v < VALUES; v++) {
                    first.send(1);
                }
            });
            Chan<Integer> last = first;
            for (int i = 1; i < CHANNELS; i++) {
                Chan<Integer> in = last;
                Chan<Integer> out = Chan.make(cap);
                go(() -> {
                    for (int v = 0; v < VALUES; v++) {
                        out.send(in.receive());
                    }
                });
                last = out;
            }
            long sum = 0;
            for (int v = 0; v < VALUES; v++) {
                sum += last.receive();
            }
            expect(VALUES, sum);
        });
    }
}
