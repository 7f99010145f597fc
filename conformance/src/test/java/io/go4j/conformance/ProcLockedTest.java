// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/runtime/proc_test.go, goroutines locked to their threads. */
@Tag("full-only")
class ProcLockedTest {
    /** A locked goroutine that polls a channel and yields in between lets others get at it. */
    @Test
    @Tag("LCK-8")
    void TestYieldLockedProgress() {
        for (int procs = 1; procs <= 2; procs++) {
            Goroutines.runWithProcs(procs, () -> {
                var c = Chan.<Boolean>make();
                var ack = Chan.<Boolean>make();
                go(() -> {
                    GoRuntime.lockOSThread();
                    while (!select(c.receiving().map(v -> true), otherwiseGet(() -> false))) {
                        gosched();
                    }
                    ack.send(true);
                });
                sleep(Duration.ofMillis(10));
                c.send(true);
                ack.receive();
            });
        }
    }

    /** gosched and sleep while locked; the goroutine ends without unlocking. */
    @Test
    @Tag("LCK-3")
    @Tag("LCK-8")
    void TestYieldLocked() {
        Goroutines.run(() -> {
            var c = Chan.<Boolean>make();
            var g = go(() -> {
                GoRuntime.lockOSThread();
                for (int i = 0; i < 10; i++) {
                    gosched();
                    sleep(Duration.ofMillis(1));
                }
                c.send(true);
            });
            c.receive();
            Goroutines.untilDead(g);
        });
    }

    /** Sends of a locked goroutine block and go on. */
    @Test
    @Tag("LCK-8")
    void TestBlockLocked() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make();
            go(() -> {
                GoRuntime.lockOSThread();
                for (int i = 0; i < 10; i++) {
                    c.send(i);
                }
                GoRuntime.unlockOSThread();
            });
            for (int i = 0; i < 10; i++) {
                assertThat(c.receive()).isEqualTo(i);
            }
        });
    }

    /** Locked twice and unlocked once, it is locked; unlocked again, its thread serves others too; one unlock too many does no harm. */
    @Test
    @Tag("LCK-1")
    @Tag("LCK-2")
    void TestLockOSThreadNesting() {
        int key = Native.keyCreate();
        Goroutines.runWithProcs(1, () -> {
            GoRuntime.unlockOSThread();
            GoRuntime.lockOSThread();
            GoRuntime.lockOSThread();
            Native.setSpecific(key, 1);
            GoRuntime.unlockOSThread();
            var seen = Chan.<Long>make();
            for (int i = 0; i < 100; i++) {
                go(() -> seen.send(Native.getSpecific(key)));
                assertThat(seen.receive()).as("the thread of somebody else").isZero();
                assertThat(Native.getSpecific(key)).as("its own thread").isEqualTo(1);
            }
            GoRuntime.unlockOSThread();
            Goroutines.until("ran on its thread", () -> {
                go(() -> seen.send(Native.getSpecific(key)));
                return seen.receive() == 1;
            });
            GoRuntime.unlockOSThread();
            gosched();
        });
    }

    /** The thread of a goroutine that ends while it is locked ends too; nobody else ever runs on it. */
    @Test
    @Tag("LCK-3")
    void TestLockOSThreadExit() {
        assumeTrue(Native.isLinux(), "needs Linux, to see which threads there are");
        for (int procs = 1; procs <= 2; procs++) {
            Goroutines.runWithProcs(procs, () -> {
                var ready = Chan.<Integer>make(1);
                go(() -> {
                    GoRuntime.lockOSThread();
                    ready.send(Native.gettid());
                });
                int tid = ready.receive();
                assertThat(Native.gettid()).isNotEqualTo(tid);
                Goroutines.until("ended: thread " + tid, () -> {
                    boolean exists = Native.threadExists(tid);
                    assertThat(exists && Native.gettid() == tid).as("a locked thread was used again").isFalse();
                    return !exists;
                });
            });
        }
    }

    /**
     * What a locked goroutine did to its thread reaches no other: not when a new thread is needed while it runs, nor when it ends. Here it
     * is how nice the thread is, which the kernel hands down to threads that are made from it.
     */
    @Test
    @Tag("LCK-5")
    @Tag("go4j-run")
    void TestLockOSThreadAvoidsStatePropagation() {
        assumeTrue(Native.isLinux(), "needs Linux, where each thread is nice or not by itself");
        Program p = Program.run(List.of("-Dgo4j.gomaxprocs=1"), TestProg.class, "LockOSThreadAvoidsStatePropagation");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("OK\n");
    }

    /** New threads are needed for the first time by two goroutines at once, both of which have just locked theirs. */
    @Test
    @Tag("LCK-5")
    @Tag("go4j-run")
    void TestLockOSThreadTemplateThreadRace() {
        for (int i = 0; i < Goroutines.scaled(3); i++) {
            assertThat(Program.run("LockOSThreadTemplateThreadRace").stdout()).isEqualTo("OK\n");
        }
    }

    /** Threads end while the number of processors changes and everybody's stack is looked at. */
    @Test
    @Tag("STW-1")
    void TestMexitSTW() {
        Goroutines.runWithProcs(2, () -> {
            var stop = new AtomicBoolean();
            var wg = new WaitGroup();
            wg.go(() -> {
                for (int i = 0; !stop.get(); i++) {
                    GoRuntime.gomaxprocs(1 + i % 3);
                    assertThat(GoRuntime.stack(true)).contains("goroutine ");
                    gosched();
                }
            });
            var ended = Chan.<Unit>make();
            for (int i = 0; i < Goroutines.scaled(100); i++) {
                go(() -> {
                    GoRuntime.lockOSThread();
                    ended.send(Unit.UNIT);
                });
                ended.receive();
            }
            stop.set(true);
            wg.await();
        });
    }
}
