// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.bench.OnGoroutines;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a value cost when several producers and several consumers meet at one channel? Go's ChanProdCons0, 10 and 100: a producer and
 * a consumer per processor. An operation is a value that has arrived.
 *
 * <p>Fooled by: GOMAXPROCS, which sets the number of goroutines too; a lock under which a holder is descheduled when other processes use
 * the cores.
 */
public class ChanProdCons extends OnGoroutines {
    static final int CALLS_PER_SCHED = 1000;
    static final int ELEMENTS = 200 * CALLS_PER_SCHED;

    @Param({"0", "10", "100"})
    public int cap;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void mpmc() {
        onGoroutine(() -> {
            int procs = GoRuntime.gomaxprocs();
            AtomicInteger left = new AtomicInteger(ELEMENTS / CALLS_PER_SCHED);
            Chan<Integer> over = Chan.make(2 * procs);
            Chan<Integer> ch = Chan.make(cap);
            for (int p = 0; p < procs; p++) {
                go(() -> {
                    while (left.decrementAndGet() >= 0) {
                        for (int g = 0; g < CALLS_PER_SCHED; g++) {
                            ch.send(1);
                        }
                    }
                    ch.send(0);
                    over.send(0);
                });
                go(() -> {
                    int n = 0;
                    while (ch.receive() != 0) {
                        n++;
                    }
                    over.send(n);
                });
            }
            long arrived = 0;
            for (int p = 0; p < 2 * procs; p++) {
                arrived += over.receive();
            }
            expect(ELEMENTS, arrived);
        });
    }
}
