// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.select;

import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Select;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a look cost that finds nothing? Go's benchmark of this name: one goroutine per processor does four selects with a default on
 * shared channels, none of them ready. An operation is all four.
 *
 * <p>Fooled by: a read that the compiler moves out of the loop (the looks are acquire reads, which it may not); the one send that finds
 * room is lost in the number.
 */
public class SelectNonblock extends OnGoroutines {
    static final int ROUNDS = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void inline() {
        onGoroutine(() -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            Chan<Integer> c = Chan.make(1);
            Chan<Integer> d = Chan.make(1);
            parallel(ROUNDS, n -> {
                int[] done = new int[1];
                for (int i = 0; i < n; i++) {
                    select(a.onReceive(v -> done[0]++), otherwise(() -> {}));
                    select(b.onSend(0, () -> done[0]++), otherwise(() -> {}));
                    select(c.onReceive(v -> done[0]++), otherwise(() -> {}));
                    select(d.onSend(0, () -> {}), otherwise(() -> {}));
                }
                expect(0, done[0]);
            });
            expect(1, d.len());
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void prepared() {
        onGoroutine(() -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            Chan<Integer> c = Chan.make(1);
            Chan<Integer> d = Chan.make(1);
            parallel(ROUNDS, n -> {
                int[] done = new int[1];
                var onA = Select.of(a.onReceive(v -> done[0]++), otherwise(() -> {}));
                var onB = Select.of(b.onSend(0, () -> done[0]++), otherwise(() -> {}));
                var onC = Select.of(c.onReceive(v -> done[0]++), otherwise(() -> {}));
                var onD = Select.of(d.onSend(0, () -> {}), otherwise(() -> {}));
                for (int i = 0; i < n; i++) {
                    onA.run();
                    onB.run();
                    onC.run();
                    onD.run();
                }
                expect(0, done[0]);
            });
            expect(1, d.len());
        });
    }
}
