// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.ChannelLoads.chanOf;
import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.progress;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Loads of the scheduler: goroutines made, readied from idle, that yield, that compute, that keep each other running. */
final class GoroutineLoads {
    private static final long HOG_NANOS_MAX = TimeUnit.SECONDS.toNanos(8);

    private GoroutineLoads() {}

    /** Fork and join, as in skynet. */
    static void spawnTree(Round round, SplittableRandom r) {
        int fan = 2 + r.nextInt(8);
        int depth = (int) (Math.log(3000) / Math.log(fan));
        long leaves = Math.round(Math.pow(fan, depth));
        round.go("tree", () -> {
            Chan<Long> result = Chan.make();
            Go4j.go(() -> tree(fan, depth, result));
            long sum = result.receive();
            check(sum == leaves, "spawnTree: " + sum + " leaves of " + leaves);
        });
    }

    private static void tree(int fan, int depth, Chan<Long> out) {
        progress();
        if (depth == 0) {
            out.send(1L);
            return;
        }
        Chan<Long> in = Chan.make(depth % 2 == 0 ? fan : 0);
        for (int i = 0; i < fan; i++) {
            Go4j.go(() -> tree(fan, depth - 1, in));
        }
        long sum = 0;
        for (int i = 0; i < fan; i++) {
            sum += in.receive();
        }
        out.send(sum);
    }

    /** More goroutines at once than a run queue holds. */
    static void spawnStorm(Round round, SplittableRandom r) {
        int n = 200 + r.nextInt(5000);
        boolean waits = r.nextBoolean();
        AtomicInteger ran = new AtomicInteger();
        round.someone("storm", r, () -> {
            WaitGroup all = new WaitGroup();
            Chan<Integer> start = Chan.make();
            for (int i = 0; i < n; i++) {
                all.go(() -> {
                    if (waits) {
                        start.receive();
                    }
                    ran.incrementAndGet();
                    progress();
                });
            }
            start.close();
            all.await();
            check(ran.get() == n, "spawnStorm: " + ran + " of " + n);
        });
    }

    static void gosched(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(20);
        int times = 50 + r.nextInt(1000);
        for (int k = 0; k < n; k++) {
            boolean jdk = r.nextInt(3) == 0;
            round.go("gosched", () -> {
                for (int i = 0; i < times; i++) {
                    if (jdk) {
                        Thread.yield();
                    } else {
                        Go4j.gosched();
                    }
                    progress();
                }
            });
        }
    }

    /** A goroutine that computes: what it started must get another processor, if there is one (work conservation, W5). */
    static void hog(Round round, SplittableRandom r) {
        if (!GoRuntime.isFullMode() && GoRuntime.gomaxprocs() < 2) { // nobody hands a processor off there
            return;
        }
        int children = 1 + r.nextInt(3);
        round.go("hog", () -> {
            for (int i = 0; i < 5; i++) {
                AtomicInteger ran = new AtomicInteger();
                for (int k = 0; k < children; k++) {
                    Go4j.go(ran::incrementAndGet);
                }
                long begin = System.nanoTime();
                while (ran.get() < children) {
                    Thread.onSpinWait();
                    if (System.nanoTime() - begin > HOG_NANOS_MAX) {
                        round.fail("hog: " + (children - ran.get()) + " of " + children + " children did not run beside their parent; "
                                + "a processor stayed idle\n" + Innards.describe());
                        return;
                    }
                }
                progress();
            }
        });
    }

    /** One value now and then from a platform thread to goroutines that wait: each time from idle. */
    static void pokes(Round round, SplittableRandom r) {
        int times = 20 + r.nextInt(200);
        Chan<Long> in = chanOf(r);
        Chan<Long> out = Chan.make();
        int relays = 1 + r.nextInt(4);
        for (int i = 0; i < relays; i++) {
            round.go("relay", () -> {
                for (long v : in) {
                    out.send(v);
                }
            });
        }
        SplittableRandom mine = r.split();
        round.thread("poker", () -> {
            for (int i = 0; i < times; i++) {
                in.send((long) i);
                Long v = out.receive();
                check(v != null && v == i, "pokes: " + v + " instead of " + i);
                progress();
                int pause = mine.nextInt(4);
                if (pause == 0) {
                    LockSupport.parkNanos(mine.nextInt(100_000));
                } else if (pause == 1) {
                    for (int spin = mine.nextInt(5000); spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                }
            }
            in.close();
        });
    }

    /** A pair that readies each other for ever must not keep a third goroutine from running (time slices). */
    static void starve(Round round, SplittableRandom r) {
        Chan<Integer> a = Chan.make();
        Chan<Integer> b = Chan.make();
        AtomicBoolean ran = new AtomicBoolean();
        long end = System.nanoTime() + HOG_NANOS_MAX;
        int pause = r.nextInt(4) == 0 ? 5 : 0;
        round.go("starve", () -> {
            Go4j.sleep(Duration.ofMillis(pause));
            Go4j.go(() -> {
                for (int v : a) {
                    b.send(v);
                }
            });
            Go4j.go(() -> ran.set(true));
            Go4j.go(() -> {}); // pushes the one before it out of runnext
            while (!ran.get()) {
                if (System.nanoTime() > end) {
                    round.fail("starve: a ping-pong pair kept a third goroutine from running");
                    break;
                }
                a.send(1);
                b.receive();
            }
            progress();
            a.close();
        });
    }
}
