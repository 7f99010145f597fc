// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how long a goroutine that could run has to wait, and what deep stacks cost. Prints numbers; what they are compared with stands
 * in the README. {@code stress/measure} runs it.
 */
public final class Measure {
    private static final Duration TIMER = Duration.ofMillis(10);
    private static final long SECONDS = 5;

    private Measure() {}

    /** Runs {@code timer}, {@code timers}, {@code wait}, {@code stacks} or {@code dump}; then GOMAXPROCS, or the number of goroutines. */
    public static void main(String[] args) {
        int n = Integer.parseInt(args[1]);
        switch (args[0]) {
            case "timer" -> Go4j.main(() -> timerAmongSpinners(n));
            case "timers" -> Go4j.main(() -> {
                machine();
                MeasureTimers.run(1_000_000, n);
            });
            case "wait" -> Go4j.main(() -> waitForProcessor(n));
            case "stacks" -> Go4j.main(() -> deepStacks(n));
            case "dump" -> Go4j.main(() -> {
                machine();
                MeasureDump.run(n);
            });
            default -> throw new IllegalArgumentException("stress: what is measure " + args[0] + "?");
        }
    }

    /** A thousand goroutines that only yield: how late does a timer of 10 ms go off, and its goroutine run? */
    private static void timerAmongSpinners(int procs) {
        machine();
        GoRuntime.gomaxprocs(procs);
        AtomicBoolean stop = new AtomicBoolean();
        WaitGroup spinners = new WaitGroup();
        for (int i = 0; i < 1000; i++) {
            spinners.go(() -> {
                while (!stop.get()) {
                    Go4j.gosched();
                }
            });
        }
        long[] fired = new long[300];
        long[] ran = new long[fired.length];
        for (int i = -100; i < fired.length; i++) { // the first ones warm up
            long start = System.nanoTime();
            AtomicLong at = new AtomicLong();
            Chan<Long> c = Chan.make(1);
            io.go4j.time.Timer.afterFunc(TIMER, () -> {
                at.set(System.nanoTime());
                c.send(at.get());
            });
            c.receive();
            if (i >= 0) {
                fired[i] = at.get() - start - TIMER.toNanos();
                ran[i] = System.nanoTime() - start - TIMER.toNanos();
            }
        }
        stop.set(true);
        spinners.await();
        System.out.println("timer among 1000 spinners, GOMAXPROCS " + procs + ", in ms late");
        print("  its function ran", fired);
        print("  who waited for it ran", ran);
    }

    /**
     * Loads of all kinds at once, two that compute among them: how long from when a goroutine is made or readied until it runs? While a
     * processor serves others nobody should wait over 100 ms.
     */
    private static void waitForProcessor(int procs) {
        machine();
        GoRuntime.gomaxprocs(procs);
        AtomicBoolean stop = new AtomicBoolean();
        WaitGroup all = new WaitGroup();
        for (int i = 0; i < 2; i++) {
            all.go(() -> {
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        for (int i = 0; i < 20; i++) {
            all.go(() -> {
                while (!stop.get()) {
                    Go4j.gosched();
                }
            });
        }
        for (int i = 0; i < 10; i++) { // pairs that would keep a processor if they could
            Chan<Integer> ball = Chan.make();
            all.go(() -> {
                while (!stop.get()) {
                    ball.send(1);
                }
                ball.close();
            });
            all.go(() -> {
                for (int ignored : ball) {
                    Thread.onSpinWait();
                }
            });
        }
        int samples = 200_000;
        long[] waits = new long[samples];
        AtomicInteger next = new AtomicInteger();
        long warm = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        long end = warm + Duration.ofSeconds(SECONDS).toNanos();
        for (int i = 0; i < 20; i++) {
            Chan<Long> readied = Chan.make();
            all.go(() -> {
                for (long since : readied) {
                    note(waits, next, since, warm);
                }
            });
            all.go(() -> {
                while (System.nanoTime() < end) {
                    readied.send(System.nanoTime());
                    long made = System.nanoTime();
                    Go4j.go(() -> note(waits, next, made, warm));
                    Go4j.sleep(Duration.ofMillis(1));
                }
                readied.close();
            });
        }
        while (System.nanoTime() < end) {
            Go4j.sleep(Duration.ofMillis(50));
        }
        stop.set(true);
        all.await();
        long[] taken = Arrays.copyOf(waits, Math.min(next.get(), samples));
        System.out.println("wait for a processor, GOMAXPROCS " + procs + ", in ms");
        print("  from ready to running", taken);
        histogram(taken);
    }

    /** For how long other programs keep a thread that computes off its CPU: what is no worse than this is not the scheduler's. */
    private static void machine() {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        long most = 0;
        long lost = 0;
        for (long last = System.nanoTime(); last < end; ) {
            long now = System.nanoTime();
            long gap = now - last;
            most = Math.max(most, gap);
            lost += gap > 1_000_000 ? gap : 0;
            last = now;
        }
        System.out.printf("the machine: takes one computing thread off its CPU for %.1f ms at most, %d %% of the time%n",
                most / 1e6, lost * 100 / Duration.ofSeconds(2).toNanos());
    }

    private static void note(long[] waits, AtomicInteger next, long since, long warm) {
        long now = System.nanoTime();
        if (now >= warm) {
            int i = next.getAndIncrement();
            if (i < waits.length) {
                waits[i] = now - since;
            }
        }
    }

    private static void histogram(long[] nanos) {
        for (long limit = 100_000, last = 0; last < 1_000_000_000; last = limit, limit *= 10) {
            long from = last;
            long to = limit;
            System.out.printf("  under %6.1f ms: %d%n", to / 1e6, Arrays.stream(nanos).filter(n -> from <= n && n < to).count());
        }
    }

    static void print(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        System.out.printf("%s: median %.3f, p99 %.3f, p99.9 %.3f, most %.3f; of %d%n",
                what, sorted[n / 2] / 1e6, sorted[n * 99 / 100] / 1e6, sorted[(int) (n * 999L / 1000)] / 1e6, sorted[n - 1] / 1e6, n);
    }

    /** Goroutines that wait 100,000 calls deep: the heap before, meanwhile and afterwards. */
    private static void deepStacks(int n) {
        int depth = 100_000;
        long before = heap();
        AtomicInteger waiting = new AtomicInteger();
        Chan<Long> resume = Chan.make();
        Chan<Long> sums = Chan.make(n);
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            Go4j.go(() -> sums.send(sumBelow(depth, waiting, resume)));
        }
        while (waiting.get() < n) {
            Go4j.sleep(Duration.ofMillis(1));
        }
        long deep = heap();
        while (deep - before < n * depth * 8L) { // those that are only about to wait have their stacks still on their threads
            Go4j.sleep(Duration.ofMillis(10));
            deep = heap();
        }
        for (int i = 0; i < n; i++) {
            resume.send(0L);
        }
        for (int i = 0; i < n; i++) {
            long sum = sums.receive();
            if (sum != depth * (depth + 1L) / 2) {
                throw new IllegalStateException("wrong sum " + sum);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long after = heap();
        for (int i = 0; after - before > (deep - before) / 10; i++) {
            if (i == 200) {
                throw new IllegalStateException("the heap is not back: " + before + ", then " + deep + ", now " + after);
            }
            Go4j.sleep(Duration.ofMillis(10));
            after = heap();
        }
        System.out.printf("%d goroutines, %d calls deep, %.1f s: heap %d MB before, %d MB deep, %d MB after%n",
                n, depth, seconds, before >> 20, deep >> 20, after >> 20);
    }

    private static long sumBelow(int n, AtomicInteger waiting, Chan<Long> resume) {
        if (n == 0) {
            waiting.incrementAndGet();
            return resume.receive();
        }
        return n + sumBelow(n - 1, waiting, resume);
    }

    private static long heap() {
        System.gc();
        Runtime r = Runtime.getRuntime();
        return r.totalMemory() - r.freeMemory();
    }
}
