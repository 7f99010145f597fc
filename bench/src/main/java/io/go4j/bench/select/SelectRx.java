// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.select;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Select;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a select of two receives cost when it has to wait? Two senders, one selecting receiver, unbuffered channels; an operation is a
 * value. {@code inline} builds its cases at each select, as the text of a Go select does; {@code prepared} builds them once.
 *
 * <p>Fooled by: a sender that is always waiting already, so that no select ever parks; escape analysis, which may remove the cases here
 * and not in larger programs.
 */
public class SelectRx extends OnGoroutines {
    static final int ELEMENTS = 100_000;

    private static void send(Chan<Integer> ch) {
        for (int i = 0; i < ELEMENTS / 2; i++) {
            ch.send(1);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void inline() {
        onGoroutine(() -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            go(() -> send(a));
            go(() -> send(b));
            long[] sums = new long[2];
            for (int i = 0; i < ELEMENTS; i++) {
                select(a.onReceive(v -> sums[0] += v), b.onReceive(v -> sums[1] += v));
            }
            expect(ELEMENTS / 2, sums[0]);
            expect(ELEMENTS / 2, sums[1]);
        });
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void prepared() {
        onGoroutine(() -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            go(() -> send(a));
            go(() -> send(b));
            long[] sums = new long[2];
            var either = Select.of(a.onReceive(v -> sums[0] += v), b.onReceive(v -> sums[1] += v));
            for (int i = 0; i < ELEMENTS; i++) {
                either.run();
            }
            expect(ELEMENTS / 2, sums[0]);
            expect(ELEMENTS / 2, sums[1]);
        });
    }
}
