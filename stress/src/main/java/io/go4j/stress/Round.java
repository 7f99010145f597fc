// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import java.time.Duration;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Some loads that run at the same time; over when all their goroutines and threads have ended. Then everything is idle for a moment. */
final class Round {
    /** Operations done by all rounds; what the watchdog watches. */
    static final LongAdder PROGRESS = new LongAdder();

    final SplittableRandom random;
    private final AtomicInteger open = new AtomicInteger(1);
    private final Thread waiter = Thread.currentThread();
    private final Queue<Runnable> checks = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Round(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Something was achieved. */
    static void progress() {
        PROGRESS.increment();
    }

    /** For one that polls. In portable mode two that poll by Thread.yield keep both carriers of the JDK; who came from outside starves. */
    static void giveWay() {
        if (GoRuntime.isFullMode()) {
            Go4j.gosched();
        } else {
            Go4j.sleep(Duration.ofNanos(20_000));
        }
    }

    /** Starts a goroutine of this round. */
    void go(String name, GoBody body) {
        open.incrementAndGet();
        Go4j.go(name, () -> runToEnd(body));
    }

    /** Starts a platform thread of this round. */
    Thread thread(String name, GoBody body) {
        open.incrementAndGet();
        return Thread.ofPlatform().daemon().name("stress-" + name).start(() -> runToEnd(body));
    }

    /** A goroutine, or sometimes a platform thread: wake-ups from outside take another way. */
    void someone(String name, SplittableRandom r, GoBody body) {
        if (r.nextInt(8) == 0) {
            thread(name, body);
        } else {
            go(name, body);
        }
    }

    private void runToEnd(GoBody body) {
        try {
            body.run();
        } catch (Throwable t) {
            failures.add(t);
        } finally {
            leave();
        }
    }

    private void leave() {
        progress();
        if (open.decrementAndGet() == 0) {
            LockSupport.unpark(waiter);
        }
    }

    /** What must hold when all have ended. */
    void atEnd(Runnable check) {
        checks.add(check);
    }

    /** A failure that is not the end of who noticed it. */
    void fail(String message) {
        failures.add(new AssertionError(message));
    }

    /** Waits for the end and checks. The thread that made the round; {@code watch} is called now and then while it waits. */
    void await(Runnable watch) throws Throwable {
        leave();
        while (open.get() != 0) {
            LockSupport.parkNanos(this, 100_000_000);
            watch.run();
        }
        for (Throwable t : failures) {
            throw t;
        }
        for (Runnable check : checks) {
            check.run();
        }
    }

    static void check(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
