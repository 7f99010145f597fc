// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Go: src/sync/rwmutex_test.go. */
class RwmutexTest {
    /** As many readers as there are come to hold it at once: each leaves only when all are in. */
    @ParameterizedTest
    @CsvSource({"1, 4", "3, 4", "4, 2"})
    @Tag("RW-1")
    void TestParallelReaders(int readers, int procs) {
        Goroutines.runWithProcs(procs, () -> {
            var rw = new RWMutex();
            var locked = Chan.<Unit>make();
            var leave = Chan.<Unit>make();
            var left = Chan.<Unit>make();
            for (int i = 0; i < readers; i++) {
                go(() -> {
                    rw.rLock();
                    locked.send(Unit.UNIT);
                    leave.receive();
                    rw.rUnlock();
                    left.send(Unit.UNIT);
                });
            }
            for (int i = 0; i < readers; i++) {
                locked.receive();
            }
            for (int i = 0; i < readers; i++) {
                leave.send(Unit.UNIT);
            }
            for (int i = 0; i < readers; i++) {
                left.receive();
            }
        });
    }

    /** Two writers and many readers: a writer is always alone. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "1, 10", "4, 1", "4, 3", "4, 10", "10, 1", "10, 3", "10, 10", "10, 5"})
    @Tag("RW-1")
    void TestRWMutex(int procs, int readers) {
        int loops = Goroutines.scaled(300);
        Goroutines.runWithProcs(procs, () -> {
            var rw = new RWMutex();

            rw.lock();
            assertThat(rw.tryLock()).isFalse();
            assertThat(rw.tryRLock()).isFalse();
            rw.unlock();
            assertThat(rw.tryLock()).isTrue();
            rw.unlock();
            assertThat(rw.tryRLock()).isTrue();
            assertThat(rw.tryRLock()).isTrue();
            assertThat(rw.tryLock()).isFalse();
            rw.rUnlock();
            rw.rUnlock();

            var inside = new AtomicInteger(); // 10000 for a writer, 1 for a reader
            var all = new WaitGroup();
            for (int i = 0; i < 2; i++) {
                all.go(() -> inAndOut(loops, rw, inside, 10_000, 10_000));
            }
            for (int i = 0; i < readers; i++) {
                all.go(() -> inAndOut(loops, rw.readLock(), inside, 1, 9_999));
            }
            all.await();
        });
    }

    private static void inAndOut(int loops, Lock lock, AtomicInteger inside, int weight, int max) {
        for (int i = 0; i < loops; i++) {
            lock.lock();
            int now = inside.addAndGet(weight);
            for (int j = 0; j < 100; j++) {
                Thread.onSpinWait();
            }
            inside.addAndGet(-weight);
            lock.unlock();
            assertThat(now).isBetween(weight, max);
        }
    }

    /** The lock of the readers is a lock like any other; a writer waits for it. */
    @Test
    @Tag("RW-8")
    void TestRLocker() {
        Goroutines.run(() -> {
            var rw = new RWMutex();
            Lock reading = rw.readLock();
            var writeLocked = Chan.<Boolean>make(1);
            var readLocked = Chan.<Boolean>make(1);
            int n = 10;
            go(() -> {
                for (int i = 0; i < n; i++) {
                    reading.lock();
                    reading.lock();
                    readLocked.send(true);
                    rw.lock();
                    writeLocked.send(true);
                }
            });
            for (int i = 0; i < n; i++) {
                readLocked.receive();
                reading.unlock();
                assertThat(writeLocked.tryReceive()).as("locked for writing while there is a reader").isNull();
                reading.unlock();
                writeLocked.receive();
                assertThat(reading.tryLock()).as("locked for reading while there is a writer").isFalse();
                rw.unlock();
            }
        });
    }
}
