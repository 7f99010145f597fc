// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.InGoroutine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SyncStressTest {
    private static final int GOROUTINES = 1_000;
    private static final int LOOPS = 50 * Math.max(1, Integer.getInteger("go4j.stress", 1));

    private long guarded;

    @Test
    @Tag("Y2")
    void aThousandGoroutinesAtOneMutex() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            var all = new WaitGroup();
            for (int g = 0; g < GOROUTINES; g++) {
                all.go(() -> {
                    for (int i = 0; i < LOOPS; i++) {
                        mutex.lock();
                        guarded++;
                        if (i % 10 == 0) {
                            Thread.yield(); // with the mutex held: those who come wait, and starve
                        }
                        mutex.unlock();
                    }
                });
            }
            all.await();
            assertThat(guarded).isEqualTo((long) GOROUTINES * LOOPS);
        });
    }

    /**
     * The mutex is free again after a few nanoseconds, so that many waits are over before they have begun: what wakes them is left over and
     * ends the next wait too early. Without a fence between deciding a call and unpark that next one was lost, once in some ten million.
     */
    @Test
    void wakeUpsThatComeTooEarly() throws Exception {
        InGoroutine.run(() -> {
            for (int round = 0; round < LOOPS / 5; round++) {
                var mutex = new Mutex();
                long[] count = new long[1];
                var all = new WaitGroup();
                for (int g = 0; g < 8; g++) {
                    all.go(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            mutex.lock();
                            count[0]++;
                            mutex.unlock();
                        }
                    });
                }
                all.await();
                assertThat(count[0]).isEqualTo(8 * 20_000);
            }
        });
    }

    /**
     * More threads than processors, so that the OS stops some between the two steps of unlock for longer than it takes others to starve.
     * When unlock handed over what another had taken meanwhile, this failed in some ten of 1.5 million locks.
     */
    @Test
    @Tag("Y6")
    void threadsThatAreStoppedWhileTheyUnlock() throws Exception {
        int loops = LOOPS * 500;
        var mutex = new Mutex();
        var together = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int t = 1; t <= 64; t++) {
            int seed = t;
            threads.add(Thread.ofPlatform().start(() -> {
                var random = new SplittableRandom(seed);
                for (int i = 0; i < loops; i++) {
                    mutex.lock();
                    guarded = seed;
                    int work = random.nextInt(8) == 0 ? 500 : 2;
                    for (int w = 0; w < work; w++) {
                        random.nextInt();
                    }
                    if (guarded != seed) {
                        together.incrementAndGet();
                    }
                    mutex.unlock();
                }
            }));
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(together).hasValue(0);
    }

    @Test
    @Tag("Y4")
    void aThousandGoroutinesAtOneRWMutex() throws Exception {
        InGoroutine.run(() -> {
            var rw = new RWMutex();
            var torn = new AtomicInteger();
            long[] pair = new long[2];
            var all = new WaitGroup();
            for (int g = 0; g < GOROUTINES; g++) {
                boolean writer = g % 10 == 0;
                all.go(() -> {
                    for (int i = 0; i < LOOPS; i++) {
                        if (writer) {
                            rw.lock();
                            pair[0]++;
                            Thread.yield();
                            pair[1]++;
                            rw.unlock();
                        } else {
                            rw.rLock();
                            if (pair[0] != pair[1]) {
                                torn.incrementAndGet();
                            }
                            rw.rUnlock();
                        }
                    }
                });
            }
            all.await();
            assertThat(torn).hasValue(0);
            assertThat(pair).containsExactly(GOROUTINES / 10L * LOOPS, GOROUTINES / 10L * LOOPS);
        });
    }

    /** A bounded queue between a hundred producers and a hundred consumers: what goes in comes out, and no signal is lost. */
    @Test
    void producersAndConsumersOverTwoConds() throws Exception {
        InGoroutine.run(() -> {
            var mutex = new Mutex();
            var notEmpty = new Cond(mutex);
            var notFull = new Cond(mutex);
            var queue = new ArrayDeque<Integer>();
            var all = new WaitGroup();
            for (int g = 0; g < 100; g++) {
                all.go(() -> {
                    for (int i = 1; i <= LOOPS; i++) {
                        mutex.lock();
                        while (queue.size() == 4) {
                            notFull.await();
                        }
                        queue.add(i);
                        mutex.unlock();
                        notEmpty.signal();
                    }
                });
                all.go(() -> {
                    for (int i = 1; i <= LOOPS; i++) {
                        mutex.lock();
                        while (queue.isEmpty()) {
                            notEmpty.await();
                        }
                        guarded += queue.remove();
                        mutex.unlock();
                        notFull.signal();
                    }
                });
            }
            all.await();
            assertThat(guarded).isEqualTo(100L * LOOPS * (LOOPS + 1) / 2);
        });
    }
}
