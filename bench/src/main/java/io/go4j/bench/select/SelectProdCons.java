// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.select;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.RecvChan;
import io.go4j.Select;
import io.go4j.bench.OnGoroutines;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does the select of a usual worker cost: work, a timeout that never fires, a stop channel that nobody closes? Go's benchmark of this
 * name: a producer and a consumer per processor, one channel with a buffer of 128, some local work on both sides. An operation is a value
 * that has arrived.
 *
 * <p>Fooled by: local work that one compiler removes and the other does not (it is the same chain of shifts on both sides, some 70 ns); a
 * timer channel whose check is skipped since it is never due.
 */
public class SelectProdCons extends OnGoroutines {
    static final int CALLS_PER_SCHED = 1000;
    static final int ELEMENTS = 100 * CALLS_PER_SCHED;
    static final int WORK = 32;

    private interface Side {
        int run(Chan<Integer> ch, RecvChan<Instant> timer, Chan<Boolean> close, AtomicInteger left);
    }

    private static void prodCons(Side producer, Side consumer) {
        onGoroutine(() -> {
            int procs = GoRuntime.gomaxprocs();
            AtomicInteger left = new AtomicInteger(ELEMENTS / CALLS_PER_SCHED);
            Chan<Integer> over = Chan.make(2 * procs);
            Chan<Integer> ch = Chan.make(128);
            Chan<Boolean> close = Chan.make();
            for (int p = 0; p < procs; p++) {
                go(() -> {
                    producer.run(ch, after(Duration.ofHours(1)), close, left);
                    ch.send(0);
                    over.send(0);
                });
                go(() -> over.send(consumer.run(ch, after(Duration.ofHours(1)), close, left)));
            }
            long arrived = 0;
            for (int p = 0; p < 2 * procs; p++) {
                arrived += over.receive();
            }
            expect(ELEMENTS, arrived);
        });
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void inline() {
        prodCons(
                (ch, timer, close, left) -> {
                    int foo = 1;
                    while (left.decrementAndGet() >= 0) {
                        for (int g = 0; g < CALLS_PER_SCHED; g++) {
                            foo = work(WORK, foo);
                            select(ch.onSend(1, () -> {}), timer.onReceive(t -> {}), close.onReceive(c -> {}));
                        }
                    }
                    return foo;
                },
                (ch, timer, close, left) -> {
                    int foo = 1;
                    int[] got = new int[1];
                    int n = 0;
                    for (; ; ) {
                        select(ch.onReceive(v -> got[0] = v), timer.onReceive(t -> {}), close.onReceive(c -> {}));
                        if (got[0] == 0) {
                            return foo == 0 ? 0 : n;
                        }
                        n++;
                        foo = work(WORK, foo);
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void prepared() {
        prodCons(
                (ch, timer, close, left) -> {
                    int foo = 1;
                    var any = Select.of(ch.onSend(1, () -> {}), timer.onReceive(t -> {}), close.onReceive(c -> {}));
                    while (left.decrementAndGet() >= 0) {
                        for (int g = 0; g < CALLS_PER_SCHED; g++) {
                            foo = work(WORK, foo);
                            any.run();
                        }
                    }
                    return foo;
                },
                (ch, timer, close, left) -> {
                    int foo = 1;
                    int[] got = new int[1];
                    int n = 0;
                    var any = Select.of(ch.onReceive(v -> got[0] = v), timer.onReceive(t -> {}), close.onReceive(c -> {}));
                    for (; ; ) {
                        any.run();
                        if (got[0] == 0) {
                            return foo == 0 ? 0 : n;
                        }
                        n++;
                        foo = work(WORK, foo);
                    }
                });
    }
}
