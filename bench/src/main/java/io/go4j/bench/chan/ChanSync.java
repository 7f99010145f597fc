// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does it cost when two goroutines take turns to send and to receive on one unbuffered channel? Go's benchmark of this name: an
 * operation is one turn of one of them, a receive and a send.
 *
 * <p>Fooled by: comparing it with {@link PingPong}: two turns there are one operation.
 */
public class ChanSync extends OnGoroutines {
    static final int CALLS_PER_SCHED = 1000;
    static final int PROCS = 2;
    static final int CALLS = 100 * CALLS_PER_SCHED;

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void pingPong() {
        onGoroutine(() -> {
            AtomicInteger left = new AtomicInteger(CALLS / CALLS_PER_SCHED);
            Chan<Integer> over = Chan.make(PROCS);
            Chan<Integer> ch = Chan.make();
            for (int p = 0; p < PROCS; p++) {
                go(() -> {
                    int sum = 0;
                    for (int i = left.decrementAndGet(); i >= 0; i = left.decrementAndGet()) {
                        for (int g = 0; g < CALLS_PER_SCHED; g++) {
                            if (i % 2 == 0) {
                                sum += ch.receive();
                                ch.send(1);
                            } else {
                                ch.send(1);
                                sum += ch.receive();
                            }
                        }
                    }
                    over.send(sum);
                });
            }
            long sum = 0;
            for (int p = 0; p < PROCS; p++) {
                sum += over.receive();
            }
            expect(CALLS, sum);
        });
    }
}
