// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What do a send and a receive cost when all processors use one channel and nobody has to wait? Go's benchmark of this name: like {@link
 * ChanUncontended}, but with one channel that has room for all. An operation is a send and a receive.
 *
 * <p>Fooled by: other processes on the cores: when the holder of the lock is descheduled, everybody waits; with fewer real cores than
 * processors the lock is rarely contended.
 */
public class ChanContended extends OnGoroutines {
    static final int CAP = 100;
    static final int BURSTS = 5000;

    @Benchmark
    @OperationsPerInvocation(BURSTS * CAP)
    public void mpmc() {
        onGoroutine(() -> {
            Chan<Integer> ch = Chan.make(CAP * GoRuntime.gomaxprocs());
            parallel(BURSTS, n -> {
                long sum = 0;
                for (int b = 0; b < n; b++) {
                    for (int i = 0; i < CAP; i++) {
                        ch.send(1);
                    }
                    for (int i = 0; i < CAP; i++) {
                        sum += ch.receive();
                    }
                }
                expect((long) n * CAP, sum);
            });
        });
    }
}
