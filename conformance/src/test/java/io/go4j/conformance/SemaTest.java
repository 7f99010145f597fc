// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/runtime/sema_test.go. Go's semaphore inside of the runtime is a starving mutex here, which is where Go hands it over. */
class SemaTest {
    private static final int TRIES = 200;
    private static final long STARVES_NANOS = 1_500_000;

    /**
     * Who hands the mutex over gives its processor too: the other one has done its work before we go on. Not always: another processor
     * may take us up while the OS keeps the first one waiting. Two thirds, as Go asks for: without the giving way it is none, and with
     * two processors about half if we wait in the global queue, where the other one looks.
     */
    @Test
    @Tag("full-only")
    void TestSemaHandoff() {
        Goroutines.run(SemaTest::handOvers);
    }

    @Test
    @Tag("full-only")
    void TestSemaHandoff1() {
        Goroutines.runWithProcs(1, SemaTest::handOvers);
    }

    @Test
    @Tag("full-only")
    void TestSemaHandoff2() {
        Goroutines.runWithProcs(2, SemaTest::handOvers);
    }

    private static void handOvers() {
        int won = 0;
        for (int i = 0; i < TRIES; i++) {
            won += handOver() ? 1 : 0;
        }
        assertThat(won).isGreaterThanOrEqualTo(TRIES * 2 / 3);
    }

    /** Returns whether the one that waited was first to write, before the one that handed over. */
    private static boolean handOver() {
        var mutex = new Mutex();
        var first = new AtomicInteger();
        var over = new AtomicBoolean();
        var busy = new WaitGroup();
        for (int i = 0; i < GoRuntime.gomaxprocs(); i++) {
            busy.go(() -> { // else an idle processor would take us, and the two would race
                while (!over.get()) {
                    gosched();
                }
            });
        }
        mutex.lock();
        Goroutine waiter = go(() -> {
            mutex.lock();
            first.compareAndSet(0, 1);
            mutex.unlock();
            over.set(true);
        });
        awaitWaiting(waiter);
        long since = System.nanoTime();
        while (System.nanoTime() - since < STARVES_NANOS) {
            gosched();
        }
        mutex.unlock();
        if (!mutex.tryLock()) { // woken, but too late: now it starves
            return first.get() == 1;
        }
        awaitWaiting(waiter);
        mutex.unlock();
        first.compareAndSet(0, 2);
        busy.await();
        return first.get() == 1;
    }

    private static void awaitWaiting(Goroutine g) {
        while (g.status() != GoroutineStatus.WAITING) {
            gosched();
        }
    }
}
