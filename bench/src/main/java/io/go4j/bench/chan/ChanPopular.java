// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost to have 1000 selects wait on one channel, each of which is woken by another of its cases and must leave that queue
 * again? Go's benchmark of this name; an operation is one value sent (in Go's own it is 1000 of them).
 *
 * <p>Fooled by: the length of the queue: a search in it would show as time that grows with the number of goroutines; here the first in the
 * queue leaves first, which is its best case.
 */
public class ChanPopular extends OnGoroutines {
    static final int GOROUTINES = 1000;
    static final int ROUNDS = 50;

    @Benchmark
    @OperationsPerInvocation(GOROUTINES * ROUNDS)
    public void selectRx() {
        onGoroutine(() -> {
            Chan<Boolean> popular = Chan.make();
            List<Chan<Boolean>> own = new ArrayList<>();
            WaitGroup over = new WaitGroup();
            over.add(GOROUTINES);
            for (int j = 0; j < GOROUTINES; j++) {
                Chan<Boolean> d = Chan.make();
                own.add(d);
                go(() -> {
                    int[] got = new int[2];
                    for (int i = 0; i < ROUNDS; i++) {
                        select(popular.onReceive(v -> got[0]++), d.onReceive(v -> got[1]++));
                    }
                    expect(ROUNDS, got[1]);
                    over.done();
                });
            }
            for (int i = 0; i < ROUNDS; i++) {
                for (Chan<Boolean> d : own) {
                    d.send(true);
                }
            }
            over.await();
        });
    }
}
