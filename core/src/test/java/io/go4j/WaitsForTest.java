// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitCycle;
import io.go4j.sync.Mutex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WaitsForTest {
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void endAll() {
        GoRuntime.onPanic((g, interrupted) -> {});
        try {
            InGoroutine.await(() -> {
                interruptAll();
                return GoRuntime.numGoroutine() == 0;
            });
        } finally {
            GoRuntime.onPanic(null);
        }
        assertThat(GoRuntime.checkDeadlock()).isEmpty();
    }

    private static void awaitWaiting(List<Goroutine> all) {
        for (Goroutine g : all) {
            InGoroutine.await(() -> g.status() == GoroutineStatus.WAITING);
        }
    }

    private synchronized void interruptAll() {
        threads.forEach(Thread::interrupt);
    }

    private synchronized void note(Thread t) {
        threads.add(t);
    }

    /** Each of {@code n} goroutines locks its own mutex, and then the next one's. */
    private List<Goroutine> ring(int n) {
        List<Mutex> mutexes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            mutexes.add(new Mutex());
        }
        var all = new CountDownLatch(n);
        List<Goroutine> ring = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Mutex mine = mutexes.get(i);
            Mutex next = mutexes.get((i + 1) % n);
            ring.add(go(() -> {
                note(Thread.currentThread());
                mine.lock();
                all.countDown();
                all.await();
                next.lockInterruptibly();
            }));
        }
        InGoroutine.await(() -> ring.stream().allMatch(g -> g.waitReason() == io.go4j.diag.WaitReason.MUTEX_LOCK));
        return ring;
    }

    @Test
    void twoMutexes() throws IOException {
        List<Goroutine> ring = ring(2);
        List<WaitCycle> cycles = GoRuntime.checkDeadlock();
        assertThat(cycles).hasSize(1);
        long low = Math.min(ring.get(0).id(), ring.get(1).id());
        long high = Math.max(ring.get(0).id(), ring.get(1).id());
        String text = "goroutines that wait for each other:\n"
                + "\tgoroutine " + low + " waits for sync.Mutex held by goroutine " + high + "\n"
                + "\tgoroutine " + high + " waits for sync.Mutex held by goroutine " + low + "\n";
        assertThat(cycles.getFirst()).hasToString(text);
        assertThat(cycles.getFirst().links().getFirst().goroutine().frames()).isNotEmpty();
        assertThat(GoRuntime.stack(true)).endsWith("\n" + text);
        var profile = new ByteArrayOutputStream();
        Objects.requireNonNull(GoRuntime.lookup("goroutine")).writeTo(profile, 2);
        assertThat(profile.toString(UTF_8)).endsWith("\n" + text);
        var shown = new StringBuilder();
        Report.appendCycles(shown, g -> g.id() == high);
        Report.appendCycles(shown, g -> g.id() > high);
        assertThat(shown).hasToString("\n" + text);
    }

    @Test
    void severalCyclesAndWhoOnlyWaitsForOne() {
        ring(3);
        ring(5);
        var free = new Mutex();
        var held = new Mutex();
        held.lock();
        List<Goroutine> outside = List.of(go(() -> {
            note(Thread.currentThread());
            free.lock();
            held.lockInterruptibly();
        }));
        awaitWaiting(outside);
        var healthy = go(() -> {
            note(Thread.currentThread());
            free.lockInterruptibly();
        });
        awaitWaiting(List.of(healthy));
        assertThat(GoRuntime.checkDeadlock()).extracting(c -> c.links().size()).containsExactlyInAnyOrder(3, 5);
        held.unlock();
    }

    @Test
    void lockedTwiceByOne() {
        var mutex = new Mutex();
        var g = go(() -> {
            note(Thread.currentThread());
            mutex.lock();
            mutex.lockInterruptibly();
        });
        awaitWaiting(List.of(g));
        assertThat(GoRuntime.checkDeadlock()).singleElement().satisfies(c -> assertThat(c.links()).singleElement()
                .satisfies(l -> assertThat(l.other()).isEqualTo(g.id())));
    }

    @Test
    void whoTakesOverTheThreadOfTheHolderIsNotTheHolder() throws Exception {
        var mutex = new Mutex();
        var waiters = new ArrayList<Goroutine>();
        InGoroutine.run(() -> {
            for (int i = 0; i < 100; i++) { // each of these may run on the thread of the first
                waiters.add(go(() -> {
                    if (!mutex.tryLock()) {
                        mutex.lock();
                        mutex.unlock();
                    }
                }));
                Go4j.gosched();
            }
        });
        InGoroutine.await(() -> waiters.stream().allMatch(
                g -> g.status() == GoroutineStatus.DEAD || g.waitReason() == io.go4j.diag.WaitReason.MUTEX_LOCK));
        assertThat(GoRuntime.checkDeadlock()).isEmpty();
        mutex.unlock();
    }

    @Test
    void contentionIsNoCycle() throws Exception {
        var a = new Mutex();
        var b = new Mutex();
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        for (int i = 0; i < 4; i++) {
            go(() -> {
                while (!stop.get()) {
                    a.lock();
                    b.lock();
                    b.unlock();
                    a.unlock();
                    b.lock();
                    b.unlock();
                }
            });
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(GoRuntime.checkDeadlock()).isEmpty();
        }
        stop.set(true);
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
    }

    @Test
    @Tag("full-only") // elsewhere nobody knows the threads of goroutines
    void locksOfTheJdk() {
        var a = new ReentrantLock();
        var b = new ReentrantLock();
        var both = new CountDownLatch(2);
        List<Goroutine> two = List.of(go(() -> lockBoth(a, b, both)), go(() -> lockBoth(b, a, both)));
        InGoroutine.await(() -> !GoRuntime.checkDeadlock().isEmpty());
        List<WaitCycle> cycles = GoRuntime.checkDeadlock();
        long low = Math.min(two.get(0).id(), two.get(1).id());
        long high = Math.max(two.get(0).id(), two.get(1).id());
        assertThat(cycles).singleElement().satisfies(c -> assertThat(c.toString())
                .contains("goroutine " + low + " waits for java.util.concurrent.locks.ReentrantLock$NonfairSync@")
                .contains(" held by goroutine " + high + "\n"));
    }

    private void lockBoth(ReentrantLock mine, ReentrantLock other, CountDownLatch both) throws InterruptedException {
        note(Thread.currentThread());
        mine.lock();
        both.countDown();
        both.await();
        other.lockInterruptibly();
    }
}
