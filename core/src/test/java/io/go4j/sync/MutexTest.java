// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.FatalError;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MutexTest {
    private int guarded;

    @Test
    void lockCannotBeInterruptedAndTheStatusStays() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            mutex.lock();
            var thread = new AtomicReference<Thread>();
            Chan<Boolean> status = Chan.make(1);
            Goroutine g = go(() -> {
                thread.set(Thread.currentThread());
                mutex.lock();
                status.send(Thread.interrupted());
                mutex.unlock();
            });
            InGoroutine.awaitWaiting(g);
            assertThat(g.waitReason()).isEqualTo(WaitReason.MUTEX_LOCK);
            thread.get().interrupt();
            InGoroutine.await(() -> !thread.get().isInterrupted()); // seen, and kept back
            mutex.unlock();
            assertThat(status.receive()).isTrue();
        });
    }

    @Test
    @Tag("Y1")
    void lockInterruptiblyGivesUpAndTheMutexStaysUsable() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            mutex.lock();
            var thread = new AtomicReference<Thread>();
            Chan<String> outcome = Chan.make(1);
            Goroutine g = go(() -> {
                thread.set(Thread.currentThread());
                try {
                    mutex.lockInterruptibly();
                    outcome.send("locked");
                } catch (InterruptedException e) {
                    outcome.send("interrupted, status " + Thread.currentThread().isInterrupted());
                }
            });
            InGoroutine.awaitWaiting(g);
            thread.get().interrupt();
            assertThat(outcome.receive()).isEqualTo("interrupted, status false");
            mutex.unlock();
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
    }

    @Test
    void asTheJdksLockItThrowsAtOnceIfInterrupted() throws Exception {
        InGoroutine.run(() -> {
            Lock lock = new Mutex();
            Thread.currentThread().interrupt();
            assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.HOURS)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(lock.tryLock(0, TimeUnit.HOURS)).isTrue();
            lock.unlock();
        });
    }

    @Test
    void tryLockWithATimeGivesUp() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            mutex.lock();
            assertThat(mutex.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(mutex.toString()).isEqualTo("mutex(locked)");
            mutex.unlock();
            assertThat(mutex.tryLock(1, TimeUnit.HOURS)).isTrue();
            mutex.unlock();
            assertThat(mutex.toString()).isEqualTo("mutex(unlocked)");
        });
    }

    @Test
    @Tag("Y2")
    void goroutinesThreadsAndVirtualThreadsExcludeEachOther() throws Exception {
        int loops = 2_000;
        var mutex = new Mutex();
        var gaveUp = new AtomicInteger();
        InGoroutine.onEachKindOfThread(3, () -> {
            for (int i = 0; i < loops; i++) {
                boolean locked = true;
                if (i % 8 == 0) {
                    locked = mutex.tryLock(i % 16, TimeUnit.MICROSECONDS);
                } else {
                    mutex.lock();
                }
                if (locked) {
                    guarded++;
                    mutex.unlock();
                } else {
                    gaveUp.incrementAndGet();
                }
            }
        });
        assertThat(guarded + gaveUp.get()).isEqualTo(9 * loops);
        assertThat(mutex.tryLock()).isTrue();
        mutex.unlock();
    }

    @Test
    void unlockOfAnUnlockedOneIsFatal() {
        var mutex = new Mutex();
        assertThatThrownBy(mutex::unlock).isInstanceOf(FatalError.class).hasMessage("sync: unlock of unlocked mutex");
        assertThat(mutex.tryLock()).isTrue();
        assertThat(mutex.tryLock()).isFalse();
    }

    @Test
    void conditionsOfTheLock() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            var filled = mutex.newCondition();
            Chan<Unit> done = Chan.make(1);
            Goroutine g = go(() -> {
                mutex.lock();
                while (guarded == 0) {
                    filled.await();
                }
                mutex.unlock();
                done.send(Unit.UNIT);
            });
            InGoroutine.awaitWaiting(g);
            assertThat(g.waitReason()).isEqualTo(WaitReason.COND_WAIT);
            mutex.lock();
            guarded = 1;
            filled.signalAll();
            mutex.unlock();
            done.receive();
            mutex.lock();
            assertThat(filled.awaitNanos(1)).isLessThanOrEqualTo(0);
            assertThat(filled.await(1, TimeUnit.NANOSECONDS)).isFalse();
            Thread.currentThread().interrupt();
            assertThatThrownBy(filled::await).isInstanceOf(InterruptedException.class);
            mutex.unlock();
        });
    }
}
