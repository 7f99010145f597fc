// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import io.go4j.sync.WaitGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a value cost when 10,000 pairs of goroutines pass values, each pair over its own channel? Jox's benchmark of this name, with a
 * fifth of its values.
 *
 * <p>Fooled by: the start of 20,000 goroutines, which is in the number (some 5 ns of each value); a library that spins before it parks,
 * which does well with one pair and badly here.
 */
public class Parallel extends OnGoroutines {
    static final int PAIRS = 10_000;
    static final int VALUES = 200;

    @Param({"0", "16", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(PAIRS * VALUES)
    public void spsc() {
        onGoroutine(() -> {
            WaitGroup over = new WaitGroup();
            over.add(PAIRS);
            for (int p = 0; p < PAIRS; p++) {
                Chan<Integer> ch = Chan.make(cap);
                go(() -> {
                    for (int i = 0; i < VALUES; i++) {
                        ch.send(1);
                    }
                });
                go(() -> {
                    long sum = 0;
                    for (int i = 0; i < VALUES; i++) {
                        sum += ch.receive();
                    }
                    expect(VALUES, sum);
                    over.done();
                });
            }
            over.await();
        });
    }
}
