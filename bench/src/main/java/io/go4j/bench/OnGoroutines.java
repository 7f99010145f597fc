// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench;

import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all benchmarks share: the JVM's options, the times, and the way from JMH's platform thread into goroutines.
 *
 * <p>A benchmark method starts one goroutine, which plays the part of Go's benchmark goroutine, and waits for it. That costs a wake-up of
 * an idle machine and one of the platform thread, some 50 us, so one invocation does work for 10 ms and more, and divides by its number of
 * operations.
 *
 * <p>Each benchmark counts what arrived and {@link #expect}s a number: a wrong one ends the JVM, so a benchmark that does nothing has no
 * result.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgs = {
            // as `go4j run` does
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Djdk.trackAllThreads=false",
            "-XX:+UseParallelGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:Tier0BackedgeNotifyFreqLog=6",
            // and a heap of one size, so that its growth is not measured
            "-Xms1g",
            "-Xmx1g"
        })
public abstract class OnGoroutines {
    /** A panic in a workload leaves others waiting for ever, so it ends the JVM; JMH then reports the failure. */
    @Setup(Level.Trial)
    public void endOnPanic() {
        GoRuntime.onPanic((goroutine, panic) -> {
            panic.printStackTrace();
            Runtime.getRuntime().halt(3);
        });
        if (!GoRuntime.isFullMode()) {
            throw new IllegalStateException("portable mode: the JVM lacks --add-opens=java.base/java.lang=ALL-UNNAMED");
        }
    }

    /** Runs {@code main} as a goroutine and waits for its end. */
    protected static void onGoroutine(GoBody main) {
        WaitGroup over = new WaitGroup();
        over.go(main);
        over.await();
    }

    /** A part of a {@link #parallel} workload. */
    @FunctionalInterface
    protected interface Part {
        void run(int operations) throws Exception;
    }

    /** Starts one goroutine per processor, as Go's {@code b.RunParallel} does, shares {@code operations} evenly, and waits for all. */
    protected static void parallel(int operations, Part part) {
        int n = GoRuntime.gomaxprocs();
        WaitGroup over = new WaitGroup();
        for (int i = 0; i < n; i++) {
            int mine = operations / n + (i < operations % n ? 1 : 0);
            over.go(() -> part.run(mine));
        }
        over.await();
    }

    /** Panics unless the workload did what it is for. */
    protected static void expect(long want, long got) {
        if (want != got) {
            throw new AssertionError("bench: want " + want + ", got " + got);
        }
    }

    /**
     * Work that no compiler can skip, of some 2 ns a round: a chain of shifts, each needing the one before. The same in {@code
     * bench/go/work.go}.
     *
     * @return a number to be passed on; never 0 if {@code seed} is not
     */
    protected static int work(int rounds, int seed) {
        int x = seed;
        for (int i = 0; i < rounds; i++) {
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
        }
        return x;
    }
}
