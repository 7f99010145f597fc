// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Go: src/runtime/proc_test.go, goroutines that do not give way. Where Go interrupts such a goroutine and gives its machine to another one,
 * go4j gives its processor to another machine; in portable mode it would keep its place for ever.
 */
@Tag("full-only")
class ProcPreemptionTest {
    /** Something to call, so that there are calls in the loop. */
    private static int work() {
        int[] a = new int[128];
        int sum = 0;
        for (int v : a) {
            sum += v;
        }
        return sum;
    }

    /** On one processor, two goroutines that wait for each other by spinning take turns. */
    @Test
    void TestPreemption() {
        Goroutines.runWithProcs(1, () -> {
            int turns = Goroutines.scaled(5);
            var turn = new AtomicInteger();
            var wg = new WaitGroup();
            for (int g = 0; g < 2; g++) {
                int me = g;
                wg.go(() -> {
                    for (int i = 0; i < turns; i++) {
                        while (turn.get() != me) {
                            work();
                        }
                        turn.set(1 - me);
                    }
                });
            }
            wg.await();
            assertThat(turn.get()).isZero();
        });
    }

    /** Goroutines that spin do not keep the collector waiting, nor the one that asks for collections and yields. */
    @Test
    void TestPreemptionGC() {
        int spinners = 3;
        Goroutines.runWithProcs(spinners + 1, () -> {
            var stop = new AtomicBoolean();
            var wg = new WaitGroup();
            for (int i = 0; i < spinners; i++) {
                wg.go(() -> {
                    while (!stop.get()) {
                        work();
                    }
                });
            }
            for (int i = 0; i < Goroutines.scaled(3); i++) {
                gosched();
                System.gc();
            }
            stop.set(true);
            wg.await();
        });
    }

    /** Loops without a call, or with nothing in them, on one processor: the others run, and a collection comes to its end. */
    @Test
    void TestAsyncPreempt() {
        Goroutines.runWithProcs(1, () -> {
            var stop = new AtomicBoolean();
            var running = new AtomicInteger();
            var wg = new WaitGroup();
            wg.go(() -> {
                running.incrementAndGet();
                long out = 0;
                for (long i = 0; !stop.getOpaque(); i++) {
                    out += i * i * 12345;
                }
                assertThat(out).isNotEqualTo(1);
            });
            wg.go(() -> {
                running.incrementAndGet();
                while (!stop.getOpaque()) {
                    // nothing
                }
            });
            while (running.get() < 2) {
                gosched();
            }
            System.gc();
            stop.set(true);
            wg.await();
        });
    }

    /** Goroutines that only make system calls, on one processor, leave main its turn. */
    @Test
    @Tag("go4j-run")
    void TestGCFairness() {
        Program p = Program.run("GCFairness");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("OK\n");
    }

    /** Of goroutines that only make garbage, on one processor, each gets its turn. */
    @Test
    @Tag("go4j-run")
    void TestGCFairness2() {
        Program p = Program.run("GCFairness2");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("OK\n");
    }

    /** More goroutines than processors that do nothing but block their threads for a while, again and again: all of them start and end. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1000})
    @Tag("SYS-3")
    void TestPreemptionAfterSyscall(int micros) {
        Goroutines.runWithProcs(2, () -> {
            int n = 8;
            var told = Chan.<Unit>make(n);
            var stop = new AtomicBoolean();
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                wg.go(() -> {
                    told.send(Unit.UNIT);
                    while (!stop.get()) {
                        Native.usleep(micros);
                    }
                });
            }
            for (int i = 0; i < n; i++) {
                told.receive();
            }
            stop.set(true);
            wg.await();
        });
    }

    /** A goroutine behind one that computes for ever gets its turn on the only processor. */
    @Test
    void besideAnEndlessComputation() {
        Goroutines.runWithProcs(1, () -> {
            var stop = new AtomicBoolean();
            var computing = go(() -> {
                while (!stop.get()) {
                    work();
                }
            });
            var c = Chan.<Integer>make();
            for (int i = 0; i < 100; i++) {
                int v = i;
                go(() -> c.send(v));
            }
            int sum = 0;
            for (int i = 0; i < 100; i++) {
                sum += c.receive();
            }
            assertThat(sum).isEqualTo(4950);
            stop.set(true);
            Goroutines.untilDead(computing);
        });
    }
}
