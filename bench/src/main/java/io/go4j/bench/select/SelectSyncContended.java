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
 * What does it cost when selects meet selects? Go's benchmark of this name: a goroutine per processor selects among three receives, and as
 * many others among three sends and a stop; all channels are unbuffered and shared. An operation is a value that has arrived.
 *
 * <p>Fooled by: the order in which a select locks its channels: with a bad one the second lock is the contended one; senders that are
 * still alive from the invocation before (here each has its own channels).
 */
public class SelectSyncContended extends OnGoroutines {
    static final int ELEMENTS = 50_000;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void inline() {
        onGoroutine(() -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            Chan<Integer> c = Chan.make();
            Chan<Integer> stop = Chan.make();
            parallel(ELEMENTS, n -> {
                go(() -> {
                    boolean[] stopped = new boolean[1];
                    while (!stopped[0]) {
                        select(a.onSend(1, () -> {}), b.onSend(1, () -> {}), c.onSend(1, () -> {}), stop.onReceive(s -> stopped[0] = true));
                    }
                });
                int[] sum = new int[1];
                for (int i = 0; i < n; i++) {
                    select(a.onReceive(v -> sum[0] += v), b.onReceive(v -> sum[0] += v), c.onReceive(v -> sum[0] += v));
                }
                expect(n, sum[0]);
            });
            stop.close();
        });
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void prepared() {
        onGoroutine(() -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            Chan<Integer> c = Chan.make();
            Chan<Integer> stop = Chan.make();
            parallel(ELEMENTS, n -> {
                go(() -> {
                    boolean[] stopped = new boolean[1];
                    var any = Select.of(
                            a.onSend(1, () -> {}), b.onSend(1, () -> {}), c.onSend(1, () -> {}), stop.onReceive(s -> stopped[0] = true));
                    while (!stopped[0]) {
                        any.run();
                    }
                });
                int[] sum = new int[1];
                var any = Select.of(a.onReceive(v -> sum[0] += v), b.onReceive(v -> sum[0] += v), c.onReceive(v -> sum[0] += v));
                for (int i = 0; i < n; i++) {
                    any.run();
                }
                expect(n, sum[0]);
            });
            stop.close();
        });
    }
}
