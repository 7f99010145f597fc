// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.carrier.OsThread;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Metric;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With one processor: whoever does not give way must not keep the others waiting. */
@Tag("full-only")
class HandoffTest {
    private int before;

    @BeforeEach
    void oneProcessor() {
        before = GoRuntime.gomaxprocs(1);
    }

    @AfterEach
    void asBefore() {
        GoRuntime.gomaxprocs(before);
    }

    private static GoroutineInfo infoOf(Goroutine g) {
        return GoRuntime.goroutines().stream().filter(i -> i.id() == g.id()).findFirst().orElseThrow();
    }

    @Test
    @Tag("H1")
    void othersRunBesideOneThatComputes() throws Exception {
        long hogs = Sysmon.hogs();
        AtomicBoolean stop = new AtomicBoolean();
        Goroutine hog = Go4j.go(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        InGoroutine.run(() -> { // it is queued behind the hog
            InGoroutine.await(() -> Sysmon.hogs() > hogs && infoOf(hog).hog());
            InGoroutine.await(() -> GoRuntime.stack(true).contains("goroutine " + hog.id() + " [running, hog]:"));
        });
        stop.set(true);
    }

    /**
     * Each of those that compute gets a processor that picks once and is handed off. A processor that looks at its timers at every 16th
     * pick, and begins to count anew with each hand-off, never looked.
     */
    @Test
    void aTimerDoesNotWaitForAllThatCompute() throws Exception {
        int all = 64;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger started = new AtomicInteger();
        AtomicInteger startedBefore = new AtomicInteger(-1);
        Goroutine sleeper = Go4j.go(() -> {
            Go4j.sleep(Duration.ofMillis(50));
            startedBefore.set(started.get());
        });
        InGoroutine.awaitWaiting(sleeper);
        try {
            for (int i = 0; i < all; i++) {
                Go4j.go(() -> {
                    started.incrementAndGet();
                    while (!stop.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            InGoroutine.await(() -> startedBefore.get() >= 0);
        } finally {
            stop.set(true);
        }
        assertThat(startedBefore).hasValueLessThan(all / 2);
        InGoroutine.await(() -> started.get() == all);
    }

    /** More threads than CPUs: the OS stops those of the scheduler for longer than a slice. That does not make a hog of who runs there. */
    @Test
    void whoWaitsForACpuIsNoHog() throws Exception {
        assumeTrue(OsThread.current().cpuNanos() >= 0, "this kernel does not count");
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 8 * GoRuntime.numCPU(); i++) {
            busy.add(Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            }));
        }
        try {
            InGoroutine.run(() -> {
                Go4j.go(() -> { // so that always somebody waits
                    while (!stop.get()) {
                        Go4j.gosched();
                    }
                });
                long hogs = Sysmon.hogs();
                long handoffs = Procs.handoffs();
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < 5_000_000_000L && Procs.handoffs() - handoffs < 10) {
                    Go4j.gosched();
                }
                assertThat(Sysmon.hogs()).isEqualTo(hogs);
            });
        } finally {
            stop.set(true);
            for (Thread t : busy) {
                t.join();
            }
        }
    }

    @Test
    @Tag("H3")
    void whatAHogStartsAndReadiesRunsBesideIt() throws Exception {
        InGoroutine.run(() -> {
            while (!M.current().held().surplus) {
                Go4j.go(() -> {}); // somebody waits, so the processor is handed off at last
                Thread.onSpinWait();
                long end = System.nanoTime() + 20_000_000;
                while (System.nanoTime() < end && !M.current().held().surplus) {
                    Thread.onSpinWait();
                }
            }
            AtomicInteger ran = new AtomicInteger();
            CountDownLatch first = new CountDownLatch(1);
            G me = Sched.currentG();
            Sched.spawn((io.go4j.GoBody) () -> {
                first.countDown();
                ran.incrementAndGet();
            }, null, null);
            while (first.getCount() > 0) {
                Thread.onSpinWait(); // never a switch
            }
            assertThat(me).isSameAs(Sched.currentG());
            assertThat(ran).hasPositiveValue();
        });
    }

    @Test
    @Tag("H2")
    void theSurplusProcessorBecomesASpareAtTheNextSwitch() throws Exception {
        int ever = Procs.everyP().length;
        for (int i = 0; i < 5; i++) {
            AtomicBoolean stop = new AtomicBoolean();
            Chan<Integer> done = Chan.make();
            Go4j.go(() -> {
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
                done.send(1);
            });
            InGoroutine.run(() -> {
                stop.set(true);
                done.receive();
            });
        }
        assertThat(Procs.everyP().length - ever).as("new processors for five handoffs in turn").isLessThanOrEqualTo(3);
        for (P p : Procs.processors()) {
            assertThat(p.surplus).isFalse();
        }
        assertThat(Procs.processors()).hasSize(1);
        assertThat(Procs.processors()[0].id).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void othersRunBesideOneThatOpensAFifo(@TempDir Path dir) throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Chan<Integer> got = Chan.make();
        Goroutine reader = Go4j.go(() -> {
            try (var in = new FileInputStream(fifo.toFile())) { // opens when somebody writes
                got.send(in.read());
            }
        });
        InGoroutine.run(() -> InGoroutine.await(() -> infoOf(reader).status() == GoroutineStatus.SYSCALL));
        try (var out = new FileOutputStream(fifo.toFile())) {
            out.write(7);
        }
        assertThat(got.receive()).isEqualTo(7);
        assertThat(Files.exists(fifo)).isTrue();
    }

    @Test
    void anAnnouncedCallGivesWhatTheBodyGivesAndThrowsWhatItThrows() throws Exception {
        InGoroutine.run(() -> {
            assertThat(GoRuntime.blocking(() -> 7)).isEqualTo(7);
            assertThatThrownBy(() -> GoRuntime.blocking(() -> {
                        throw new java.io.IOException("no");
                    }))
                    .isInstanceOf(java.io.IOException.class);
        });
        assertThat(GoRuntime.blocking(() -> 8)).as("on an ordinary thread").isEqualTo(8);
    }

    @Test
    void othersRunWhileACallIsAnnounced() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        InGoroutine.run(() -> {
            Go4j.go(other::countDown);
            GoRuntime.blocking(() -> {
                while (other.getCount() > 0) { // stands for a call that the kernel does not show as blocked
                    Thread.onSpinWait();
                }
                return 0;
            });
            assertThat(Sched.currentG()).isNotNull();
        });
    }

    @Test
    @Tag("K1")
    void aLockedGoroutineStaysOnItsThreadAndAlone() throws Exception {
        Set<M> others = ConcurrentHashMap.newKeySet();
        InGoroutine.run(() -> {
            Chan<Integer> c = Chan.make();
            GoRuntime.lockOSThread();
            M mine = M.current();
            for (int i = 0; i < 50; i++) {
                Go4j.go(() -> {
                    others.add(M.current());
                    c.send(1);
                });
                c.receive();
                Go4j.gosched();
                assertThat(M.current()).isSameAs(mine);
            }
            assertThat(others).isNotEmpty().doesNotContain(mine);
            GoRuntime.unlockOSThread();
        });
    }

    @Test
    void aGoroutineThatEndsWhileLockedEndsItsThread() throws Exception {
        AtomicInteger id = new AtomicInteger(-1);
        InGoroutine.run(() -> {
            GoRuntime.lockOSThread();
            id.set(M.current().id);
        });
        InGoroutine.await(() -> Machines.all().stream().noneMatch(m -> m.id == id.get()));
        InGoroutine.run(() -> assertThat(M.current().id).isNotEqualTo(id.get()));
    }

    @Test
    void unlockingWithoutALockDoesNothing() throws Exception {
        InGoroutine.run(() -> {
            GoRuntime.unlockOSThread();
            GoRuntime.lockOSThread();
            GoRuntime.lockOSThread();
            GoRuntime.unlockOSThread();
            assertThat(GoRuntime.stack(false)).contains("locked to thread");
            GoRuntime.unlockOSThread();
            assertThat(GoRuntime.stack(false)).doesNotContain("locked to thread");
        });
    }

    @Test
    void anotherLimitOfStacksIsForTheNextRun() throws Exception {
        long old = GoRuntime.setMaxStack(1 << 20);
        try {
            InGoroutine.run(() -> {
                Go4j.gosched();
                int small = depth(0);
                GoRuntime.setMaxStack(32 << 20);
                Go4j.gosched();
                assertThat(depth(0)).isGreaterThan(4 * small);
            });
        } finally {
            assertThat(GoRuntime.setMaxStack(old)).isEqualTo(32 << 20);
        }
        assertThatThrownBy(() -> GoRuntime.setMaxStack(1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int depth(int n) {
        try {
            return depth(n + 1);
        } catch (StackOverflowError e) {
            return n;
        }
    }

    @Test
    void metricsCountWhatHappened() throws Exception {
        long handoffs = count("/go4j/sched/handoffs:events");
        long created = count("/sched/goroutines-created:goroutines");
        othersRunBesideOneThatComputes();
        assertThat(count("/go4j/sched/handoffs:events")).isGreaterThan(handoffs);
        assertThat(count("/sched/goroutines-created:goroutines")).isGreaterThanOrEqualTo(created + 2);
        assertThat(count("/sched/gomaxprocs:threads")).isEqualTo(1);
        assertThat(GoRuntime.metrics().get("/sched/latencies:seconds")).isInstanceOf(Metric.Histogram.class);
    }

    private static long count(String name) {
        return ((Metric.Count) GoRuntime.metrics().get(name)).value();
    }
}
