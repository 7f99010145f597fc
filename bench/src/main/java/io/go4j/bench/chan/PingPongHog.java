// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Received;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a round trip cost while a goroutine that computes wants the same, only processor? Go's benchmark of this name, GOMAXPROCS=1.
 * Best is twice {@link PingPong}, when the hog gets half.
 *
 * <p>Fooled by: a second core. Go preempts the hog; go4j hands the processor to another machine, and the hog computes on, on another core
 * if one is free: that is faster than twice, and unfair to the row.
 */
public class PingPongHog extends OnGoroutines {
    static final int ROUND_TRIPS = 200_000;

    private int procs;

    @Setup(Level.Trial)
    public void oneProcessor() {
        procs = GoRuntime.gomaxprocs(1);
    }

    @TearDown(Level.Trial)
    public void allProcessors() {
        GoRuntime.gomaxprocs(procs);
    }

    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void pingPong() {
        onGoroutine(() -> {
            Chan<Integer> stop = Chan.make();
            Chan<Integer> over = Chan.make();
            Chan<Integer> ping = Chan.make();
            Chan<Integer> pong = Chan.make();
            go(() -> {
                while (stop.poll() instanceof Received.Empty) {
                    // hog the processor
                }
                over.send(0);
            });
            go(() -> {
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    pong.send(ping.receive());
                }
            });
            go(() -> {
                int sum = 0;
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    ping.send(1);
                    sum += pong.receive();
                }
                over.send(sum);
            });
            expect(ROUND_TRIPS, over.receive());
            stop.close();
            over.receive();
        });
    }
}
