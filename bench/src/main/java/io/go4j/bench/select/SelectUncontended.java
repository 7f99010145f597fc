// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.select;

import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Select;
import io.go4j.bench.OnGoroutines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a select of two receives cost when one is ready and nobody else looks? Go's benchmark of this name: one goroutine per
 * processor, each with two channels of its own and one value that it moves between them. An operation is a select and a send.
 *
 * <p>Fooled by: escape analysis, which may remove the cases of {@code inline} here and not in larger programs; two cores that share a
 * physical one.
 */
public class SelectUncontended extends OnGoroutines {
    static final int SELECTS = 500_000;

    @Benchmark
    @OperationsPerInvocation(SELECTS)
    public void inline() {
        onGoroutine(() -> parallel(SELECTS, n -> {
            Chan<Integer> a = Chan.make(1);
            Chan<Integer> b = Chan.make(1);
            a.send(0);
            for (int i = 0; i < n; i++) {
                select(a.onReceive(v -> b.send(0)), b.onReceive(v -> a.send(0)));
            }
            expect(1, a.len() + b.len());
        }));
    }

    @Benchmark
    @OperationsPerInvocation(SELECTS)
    public void prepared() {
        onGoroutine(() -> parallel(SELECTS, n -> {
            Chan<Integer> a = Chan.make(1);
            Chan<Integer> b = Chan.make(1);
            a.send(0);
            var either = Select.of(a.onReceive(v -> b.send(0)), b.onReceive(v -> a.send(0)));
            for (int i = 0; i < n; i++) {
                either.run();
            }
            expect(1, a.len() + b.len());
        }));
    }
}
