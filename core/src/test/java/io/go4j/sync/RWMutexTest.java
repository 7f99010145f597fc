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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RWMutexTest {
    private static void awaitReason(Goroutine g, WaitReason reason) {
        InGoroutine.awaitWaiting(g);
        assertThat(g.waitReason()).isEqualTo(reason);
    }

    /** RW-2: nobody reads any more once a writer waits. RW-3: and then all readers go before the next writer. */
    @Test
    @Tag("Y4")
    void waitingWriterKeepsReadersOutAndThenLetsAllIn() throws Exception {
        InGoroutine.run(() -> {
            var rw = new RWMutex();
            rw.rLock();
            Chan<String> order = Chan.make(10);
            Goroutine writer = go(() -> {
                rw.lock();
                order.send("write");
                rw.unlock();
            });
            awaitReason(writer, WaitReason.RWMUTEX_LOCK);
            assertThat(rw.tryRLock()).isFalse();
            assertThat(rw.tryLock()).isFalse();
            List<Goroutine> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(go(() -> {
                    rw.rLock();
                    order.send("read");
                }));
            }
            readers.forEach(g -> awaitReason(g, WaitReason.RWMUTEX_RLOCK));
            Goroutine second = go(() -> {
                rw.lock();
                order.send("second");
                rw.unlock();
            });
            awaitReason(second, WaitReason.MUTEX_LOCK);
            rw.rUnlock();
            assertThat(List.of(order.receive(), order.receive(), order.receive(), order.receive()))
                    .containsExactly("write", "read", "read", "read");
            // the first writer lets the readers in before it lets the next writer come
            InGoroutine.await(() -> second.waitReason() == WaitReason.RWMUTEX_LOCK);
            for (int i = 0; i < 3; i++) {
                rw.rUnlock();
            }
            assertThat(order.receive()).isEqualTo("second");
            InGoroutine.await(() -> rw.toString().equals("rwmutex(unlocked)"));
        });
    }

    @Test
    @Tag("Y5")
    void writerThatGivesUpLetsTheReadersIn() throws Exception {
        InGoroutine.run(() -> {
            var rw = new RWMutex();
            rw.rLock();
            var thread = new AtomicReference<Thread>();
            Chan<String> outcome = Chan.make(2);
            Goroutine writer = go(() -> {
                thread.set(Thread.currentThread());
                try {
                    rw.lockInterruptibly();
                } catch (InterruptedException e) {
                    outcome.send("gave up");
                }
            });
            awaitReason(writer, WaitReason.RWMUTEX_LOCK);
            Goroutine reader = go(() -> {
                rw.rLock();
                outcome.send("read");
            });
            awaitReason(reader, WaitReason.RWMUTEX_RLOCK);
            thread.get().interrupt();
            assertThat(List.of(outcome.receive(), outcome.receive())).containsExactlyInAnyOrder("gave up", "read");
            assertThat(rw.toString()).isEqualTo("rwmutex(readers: 2)");
            rw.rUnlock();
            rw.rUnlock();
            assertThat(rw.tryLock()).isTrue();
            rw.unlock();
        });
    }

    @Test
    @Tag("Y4")
    void readerThatGivesUpLeavesNothingBehind() throws Exception {
        InGoroutine.run(() -> {
            var rw = new RWMutex();
            rw.lock();
            assertThat(rw.readLock().tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(rw.readLock().tryLock()).isFalse();
            assertThat(rw.toString()).isEqualTo("rwmutex(locked for writing)");
            rw.unlock();
            assertThat(rw.tryLock(1, TimeUnit.HOURS)).isTrue();
            rw.unlock();
            assertThat(rw.readLock().tryLock(1, TimeUnit.HOURS)).isTrue();
            assertThat(rw.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
            rw.readLock().unlock();
            rw.readLock().lockInterruptibly();
            rw.rUnlock();
        });
    }

    @Test
    void misuseIsFatal() {
        var rw = new RWMutex();
        String unlock = "sync: Unlock of unlocked RWMutex";
        String rUnlock = "sync: RUnlock of unlocked RWMutex";
        assertThatThrownBy(rw::unlock).isInstanceOf(FatalError.class).hasMessage(unlock);
        assertThatThrownBy(rw::rUnlock).isInstanceOf(FatalError.class).hasMessage(rUnlock);
        rw.rLock();
        assertThatThrownBy(rw::unlock).isInstanceOf(FatalError.class).hasMessage(unlock);
        rw.rUnlock();
        rw.lock();
        assertThatThrownBy(rw::rUnlock).isInstanceOf(FatalError.class).hasMessage(rUnlock);
        rw.unlock();
        assertThatThrownBy(rw.readLock()::newCondition).isInstanceOf(UnsupportedOperationException.class);
    }

    /** Every pair of writes is seen whole or not at all, by whomever, though many give up. */
    @Test
    @Tag("Y3")
    void readersAndWritersOfAllKindsMixed() throws Exception {
        ReadWriteLock rw = new RWMutex();
        int[] pair = new int[2];
        var torn = new AtomicInteger();
        var wrote = new AtomicInteger();
        int loops = 2_000;
        InGoroutine.onEachKindOfThread(3, () -> {
            for (int i = 0; i < loops; i++) {
                boolean write = i % 5 == 0;
                Lock lock = write ? rw.writeLock() : rw.readLock();
                if (i % 3 == 0) {
                    if (!lock.tryLock(i % 7, TimeUnit.MICROSECONDS)) {
                        continue;
                    }
                } else {
                    lock.lock();
                }
                if (write) {
                    pair[0]++;
                    Thread.yield();
                    pair[1]++;
                    wrote.incrementAndGet();
                } else if (pair[0] != pair[1]) {
                    torn.incrementAndGet();
                }
                lock.unlock();
            }
        });
        assertThat(torn).hasValue(0);
        assertThat(pair).containsExactly(wrote.get(), wrote.get());
        assertThat(rw.toString()).isEqualTo("rwmutex(unlocked)");
    }

    @Test
    void condOverTheReaders() throws Exception {
        InGoroutine.run(() -> {
            var rw = new RWMutex();
            var cond = new Cond(rw.readLock());
            Chan<Unit> woken = Chan.make();
            List<Goroutine> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(go(() -> {
                    rw.rLock();
                    cond.await();
                    rw.rUnlock();
                    woken.send(Unit.UNIT);
                }));
            }
            waiting.forEach(g -> awaitReason(g, WaitReason.COND_WAIT));
            rw.lock();
            cond.broadcast();
            rw.unlock();
            for (int i = 0; i < 3; i++) {
                woken.receive();
            }
        });
    }
}
