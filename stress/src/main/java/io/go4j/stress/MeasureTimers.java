// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/** Very many timers, set, stopped and reset by a hundred goroutines: is one lost, or early, and how late do they go off? */
final class MeasureTimers {
    private static final int GOROUTINES = 100;
    private static final long FIRST_NANOS = 5_000_000_000L; // by then all are set, stopped and reset
    private static final long SPREAD_NANOS = 10_000_000_000L;

    private final int n;

    /** When it is due at the earliest, and at the latest: what was read from the clock before and after it was set. */
    private final AtomicLongArray earliest;

    private final AtomicLongArray latest;
    private final AtomicLongArray firedAt;
    private final AtomicIntegerArray times;
    private final boolean[] stopped;

    private MeasureTimers(int n) {
        this.n = n;
        earliest = new AtomicLongArray(n);
        latest = new AtomicLongArray(n);
        firedAt = new AtomicLongArray(n);
        times = new AtomicIntegerArray(n);
        stopped = new boolean[n];
    }

    static void run(int n, int procs) throws InterruptedException {
        GoRuntime.gomaxprocs(procs);
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            new MeasureTimers(n / 10).run();
        }
        MeasureTimers all = new MeasureTimers(n);
        long took = all.run();
        all.report(procs, took);
    }

    private long run() throws InterruptedException {
        WaitGroup over = new WaitGroup();
        long start = System.nanoTime();
        for (int g = 0; g < GOROUTINES; g++) {
            int from = (int) ((long) n * g / GOROUTINES);
            int to = (int) ((long) n * (g + 1) / GOROUTINES);
            over.go(() -> setStopReset(from, to, new Random(from)));
        }
        over.await();
        long took = System.nanoTime() - start;
        Thread.sleep(Duration.ofNanos(FIRST_NANOS + SPREAD_NANOS + 1_000_000_000));
        return took;
    }

    /** A third of them is stopped, a third reset, a third left alone. */
    private void setStopReset(int from, int to, Random random) {
        Timer[] timers = new Timer[to - from];
        for (int i = from; i < to; i++) {
            int mine = i;
            Duration d = delay(random);
            earliest.set(i, System.nanoTime() + d.toNanos());
            timers[i - from] = Timer.afterFunc(d, () -> fires(mine));
            latest.set(i, System.nanoTime() + d.toNanos());
        }
        for (int i = from; i < to; i++) {
            switch (i % 3) {
                case 0 -> stopped[i] = timers[i - from].stop();
                case 1 -> {
                    Duration d = delay(random);
                    earliest.set(i, System.nanoTime() + d.toNanos());
                    timers[i - from].reset(d);
                    latest.set(i, System.nanoTime() + d.toNanos());
                }
                default -> {}
            }
        }
    }

    private static Duration delay(Random random) {
        return Duration.ofNanos(FIRST_NANOS + (long) (random.nextDouble() * SPREAD_NANOS));
    }

    private void fires(int i) {
        firedAt.set(i, System.nanoTime());
        times.incrementAndGet(i);
    }

    private void report(int procs, long took) {
        int lost = 0;
        int early = 0;
        int tooOften = 0;
        int fired = 0;
        long[] late = new long[n];
        for (int i = 0; i < n; i++) {
            int want = stopped[i] ? 0 : 1;
            lost += times.get(i) < want ? 1 : 0;
            tooOften += times.get(i) > want ? 1 : 0;
            if (times.get(i) > 0) {
                early += firedAt.get(i) < earliest.get(i) ? 1 : 0;
                late[fired++] = Math.max(0, firedAt.get(i) - latest.get(i));
            }
        }
        System.out.printf(
                "%d timers, a third stopped, a third reset, in %.2f s; GOMAXPROCS %d: "
                        + "%d went off; lost %d, early %d, too often %d; ms late:%n",
                n, took / 1e9, procs, fired, lost, early, tooOften);
        Measure.print("  its function ran", java.util.Arrays.copyOf(late, fired));
        if (lost + early + tooOften > 0) {
            System.exit(1);
        }
    }
}
