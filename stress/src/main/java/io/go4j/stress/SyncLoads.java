// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.giveWay;
import static io.go4j.stress.Round.progress;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Loads of locks and groups, and of interrupts against them. */
final class SyncLoads {
    private SyncLoads() {}

    /** Interrupts against partners: commit wins, so nothing is lost. Interrupted waiters must not take anybody's wake-up with them. */
    static void interrupts(Round round, SplittableRandom r) {
        int parties = 2 + r.nextInt(6);
        int each = 30 + r.nextInt(100);
        Chan<Integer> ch = Chan.make(r.nextInt(2));
        Mutex mutex = new Mutex();
        int[] counter = {0};
        AtomicInteger locked = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        WaitGroup sending = new WaitGroup();
        sending.add(parties);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> targets = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int p = 0; p < parties; p++) {
            SplittableRandom mine = r.split();
            round.someone("interrupted", r, () -> {
                targets.add(Thread.currentThread());
                for (int i = 0; i < each; i++) {
                    try {
                        if (mine.nextBoolean()) {
                            ch.send(1);
                            sent.incrementAndGet();
                        } else {
                            mutex.lock();
                            counter[0]++;
                            if (mine.nextInt(4) == 0) {
                                Go4j.gosched();
                            }
                            mutex.unlock();
                            locked.incrementAndGet();
                        }
                    } catch (io.go4j.GoInterruptedException e) {
                        Thread.interrupted();
                    }
                    progress();
                }
                targets.remove(Thread.currentThread());
                Thread.interrupted();
                Go4j.uninterruptibly(sending::done);
            });
        }
        round.go("interrupt-receive", () -> {
            for (int v : ch) {
                received.addAndGet(v);
            }
        });
        round.go("interrupt-close", () -> {
            sending.await();
            over.set(true);
            ch.close();
        });
        SplittableRandom mine = r.split();
        round.thread("interrupter", () -> {
            while (!over.get()) {
                synchronized (targets) {
                    if (!targets.isEmpty()) {
                        targets.get(mine.nextInt(targets.size())).interrupt();
                    }
                }
                LockSupport.parkNanos(20_000);
            }
        });
        round.atEnd(() -> {
            check(sent.get() == received.get(), "interrupts: sent " + sent + ", received " + received);
            check(counter[0] == locked.get(), "interrupts: counted " + counter[0] + " under the mutex, locked " + locked);
        });
    }

    /** Rounds of add, done and await; the awaiting goroutine must come out each time. */
    static void waitGroup(Round round, SplittableRandom r) {
        int rounds = 20 + r.nextInt(300);
        int n = 1 + r.nextInt(8);
        boolean outside = r.nextInt(4) == 0;
        round.someone("wait-group", r, () -> {
            int[] sum = {0};
            for (int i = 0; i < rounds; i++) {
                WaitGroup wg = new WaitGroup();
                AtomicInteger done = new AtomicInteger();
                wg.add(n);
                for (int k = 0; k < n; k++) {
                    if (outside && k == 0 && i % 16 == 0) {
                        round.thread("done", () -> {
                            done.incrementAndGet();
                            wg.done();
                        });
                    } else {
                        Go4j.go(() -> {
                            done.incrementAndGet();
                            wg.done();
                        });
                    }
                }
                Go4j.go(() -> wg.await()); // a second one who waits
                wg.await();
                check(done.get() == n, "waitGroup: came out after " + done + " of " + n);
                sum[0] += n;
                progress();
            }
            check(sum[0] == n * rounds, "waitGroup: sum");
        });
    }

    static void mutex(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(12);
        int each = 50 + r.nextInt(1500);
        int yieldEvery = 1 + r.nextInt(40);
        Mutex mutex = new Mutex();
        int[] counter = {0};
        for (int k = 0; k < n; k++) {
            boolean tries = r.nextInt(6) == 0;
            round.someone("mutex", r, () -> {
                for (int i = 0; i < each; i++) {
                    if (tries) {
                        while (!mutex.tryLock()) {
                            giveWay();
                        }
                    } else {
                        mutex.lock();
                    }
                    counter[0]++;
                    if (i % yieldEvery == 0) {
                        Go4j.gosched();
                    } else if (i % 97 == 0) {
                        Go4j.sleep(Duration.ofNanos(10_000));
                    }
                    mutex.unlock();
                    progress();
                }
            });
        }
        round.atEnd(() -> check(counter[0] == n * each, "mutex: " + counter[0] + " of " + n * each));
    }
}
