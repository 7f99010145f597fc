// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.ChannelLoads.chanOf;
import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.progress;

import io.go4j.Chan;
import io.go4j.Go4j;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Loads of what the JDK brings: its waits in goroutines, and its virtual threads beside them. */
final class JdkLoads {
    private JdkLoads() {}

    /** Waits of the JDK in goroutines: locks, monitors, latches, futures, timed parks. */
    static void jdkWaits(Round round, SplittableRandom r) {
        int n = 2 + r.nextInt(6);
        int each = 20 + r.nextInt(200);
        ReentrantLock lock = new ReentrantLock();
        Object monitor = new Object();
        long[] counters = {0, 0};
        CountDownLatch all = new CountDownLatch(n);
        for (int k = 0; k < n; k++) {
            SplittableRandom mine = r.split();
            round.someone("jdk-wait", r, () -> {
                for (int i = 0; i < each; i++) {
                    switch (mine.nextInt(4)) {
                        case 0 -> {
                            lock.lock();
                            counters[0]++;
                            Go4j.gosched();
                            lock.unlock();
                        }
                        case 1 -> {
                            synchronized (monitor) {
                                counters[1]++;
                                if (i % 8 == 0) {
                                    Go4j.gosched();
                                }
                            }
                        }
                        case 2 -> LockSupport.parkNanos(mine.nextInt(100_000));
                        default -> {
                            CompletableFuture<Integer> f = new CompletableFuture<>();
                            Go4j.go(() -> f.complete(1));
                            check(f.get() == 1, "jdkWaits: future");
                        }
                    }
                    progress();
                }
                all.countDown();
                all.await();
            });
        }
    }

    /** Virtual threads of the JDK, started by a goroutine and by a platform thread, talk to goroutines. */
    static void jdkThreads(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(20);
        int each = 10 + r.nextInt(100);
        Chan<Integer> ch = chanOf(r);
        AtomicLong sum = new AtomicLong();
        round.someone("jdk-threads", r, () -> {
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                started.add(Thread.startVirtualThread(() -> {
                    for (int v = 1; v <= each; v++) {
                        ch.send(v);
                        progress();
                    }
                }));
            }
            for (Thread t : started) {
                t.join();
            }
            ch.close();
        });
        round.go("jdk-sum", () -> {
            for (int v : ch) {
                sum.addAndGet(v);
            }
        });
        long expected = (long) n * each * (each + 1) / 2;
        round.atEnd(() -> check(sum.get() == expected, "jdkThreads: " + sum + " instead of " + expected));
    }
}
