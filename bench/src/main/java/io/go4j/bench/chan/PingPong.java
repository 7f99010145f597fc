// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.chan;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a switch between two goroutines cost? An operation is a round trip over two unbuffered channels: two switches.
 *
 * <p>Fooled by: the pair spread over two processors, where each switch is a wake-up of another core; a second value in flight, which
 * halves the number of switches.
 */
public class PingPong extends OnGoroutines {
    static final int ROUND_TRIPS = 100_000;

    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void pingPong() {
        onGoroutine(() -> {
            Chan<Integer> ping = Chan.make();
            Chan<Integer> pong = Chan.make();
            go(() -> {
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    pong.send(ping.receive());
                }
            });
            long sum = 0;
            for (int i = 0; i < ROUND_TRIPS; i++) {
                ping.send(1);
                sum += pong.receive();
            }
            expect(ROUND_TRIPS, sum);
        });
    }
}
