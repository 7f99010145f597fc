// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.jdk;

import io.go4j.bench.OnGoroutines;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/**
 * The way from JMH's platform thread into virtual threads; options and times are those of {@link OnGoroutines}, goroutines are not used.
 */
public abstract class OnVirtualThreads extends OnGoroutines {
    /** As for goroutines: an exception in a workload ends the JVM. */
    @Setup(Level.Trial)
    public void endOnException() {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(3);
        });
    }

    /** What a virtual thread runs here. */
    @FunctionalInterface
    protected interface Body {
        void run() throws InterruptedException;
    }

    protected static Thread start(Body body) {
        return Thread.startVirtualThread(() -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                throw new AssertionError("bench: interrupted", e);
            }
        });
    }

    /** Runs {@code main} as a virtual thread and waits for its end. */
    protected static void onVirtualThread(Body main) {
        join(start(main));
    }

    /** As {@link #parallel}, on virtual threads. */
    protected static void inParallel(int operations, PartOfThread part) {
        int n = Runtime.getRuntime().availableProcessors();
        Thread[] threads = new Thread[n];
        for (int i = 0; i < n; i++) {
            int mine = operations / n + (i < operations % n ? 1 : 0);
            threads[i] = start(() -> part.run(mine));
        }
        for (Thread t : threads) {
            join(t);
        }
    }

    /** A part of {@link #inParallel}. */
    @FunctionalInterface
    protected interface PartOfThread {
        void run(int operations) throws InterruptedException;
    }

    /** What stands for a channel. */
    protected static <T> BlockingQueue<T> queue(int cap) {
        return cap == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(cap);
    }

    private static void join(Thread t) {
        try {
            t.join();
        } catch (InterruptedException e) {
            throw new AssertionError("bench: interrupted", e);
        }
    }
}
