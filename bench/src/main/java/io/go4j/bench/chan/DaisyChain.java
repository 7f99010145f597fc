// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a switch cost when the stacks are not all in the nearest cache? One value at a time passes 1000 goroutines; an operation is a
 * hop.
 *
 * <p>Fooled by: the start of the goroutines, kept under 3 % by 200 values ({@link DaisyChainBuild} asks for that); several values in
 * flight, which would let two cores share the work.
 */
public class DaisyChain extends OnGoroutines {
    static final int LENGTH = 1000;
    static final int VALUES = 200;

    @Benchmark
    @OperationsPerInvocation(LENGTH * VALUES)
    public void chain() {
        onGoroutine(() -> {
            Chan<Integer> first = Chan.make();
            Chan<Integer> last = first;
            for (int i = 0; i < LENGTH; i++) {
                Chan<Integer> in = last;
                Chan<Integer> out = Chan.make();
                go(() -> {
                    for (int v = 0; v < VALUES; v++) {
                        out.send(in.receive());
                    }
                });
                last = out;
            }
            long sum = 0;
            for (int v = 0; v < VALUES; v++) {
                first.send(1);
                sum += last.receive();
            }
            expect(VALUES, sum);
        });
    }
}
