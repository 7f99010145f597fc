// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.FatalError;
import io.go4j.GoInterruptedException;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class CondTest {
    @Test
    void signalIsNotStored() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            var cond = new Cond(mutex);
            cond.signal();
            cond.broadcast();
            mutex.lock();
            assertThat(cond.await(Duration.ofMillis(1))).isFalse();
            assertThat(mutex.tryLock()).as("locked again").isFalse();
            mutex.unlock();
        });
    }

    @Test
    void interruptLocksAgainAndTakesNoSignal() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            var cond = new Cond(mutex);
            var thread = new AtomicReference<Thread>();
            Chan<String> outcome = Chan.make(2);
            Goroutine interrupted = go(() -> {
                thread.set(Thread.currentThread());
                mutex.lock();
                try {
                    cond.await();
                } catch (GoInterruptedException e) {
                    outcome.send("interrupted " + mutex + " " + Thread.interrupted());
                } finally {
                    mutex.unlock();
                }
            });
            InGoroutine.awaitWaiting(interrupted);
            Goroutine other = go(() -> {
                mutex.lock();
                cond.await();
                mutex.unlock();
                outcome.send("signalled");
            });
            InGoroutine.awaitWaiting(other);
            thread.get().interrupt();
            assertThat(outcome.receive()).isEqualTo("interrupted mutex(locked) true");
            cond.signal();
            assertThat(outcome.receive()).isEqualTo("signalled");
        });
    }

    @Test
    void awaitWithoutTheLockIsFatalAndLeavesNobodyBehind() {
        var mutex = new Mutex();
        var cond = new Cond(mutex);
        assertThatThrownBy(cond::await).isInstanceOf(FatalError.class).hasMessage("sync: unlock of unlocked mutex");
        cond.broadcast();
        assertThat(cond.lock()).isSameAs(mutex);
    }

    @Test
    void dateLongAgoIsOver() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            var condition = mutex.newCondition();
            mutex.lock();
            assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
            assertThat(condition.awaitUntil(new Date())).isFalse();
            mutex.unlock();
        });
    }

    @Test
    void worksWithAnyLockOnAnyThread() throws Exception {
        var lock = new ReentrantLock();
        var cond = new Cond(lock);
        boolean[] ready = new boolean[1];
        Thread waiter = Thread.ofPlatform().start(() -> {
            lock.lock();
            try {
                while (!ready[0]) {
                    cond.await();
                }
            } finally {
                lock.unlock();
            }
        });
        lock.lock();
        ready[0] = true;
        lock.unlock();
        InGoroutine.await(() -> {
            cond.signal();
            return !waiter.isAlive();
        });
        waiter.join();
    }
}
