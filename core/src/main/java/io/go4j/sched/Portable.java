// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.timer.Clock;
import io.go4j.timer.Timer;
import io.go4j.timer.TimerHeap;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Goroutines without a scheduler of ours: virtual threads of the JDK, one for each, and one thread for the timers. */
final class Portable {
    /*
     * Where java.lang is closed to us, everything that needs no Ps and Ms must still work. A goroutine is then a plain virtual thread,
     * which knows its G by a thread-local. Nothing is reused between two goroutines: we could not clear a thread's state.
     */
    private static final ThreadLocal<@Nullable G> CURRENT = new ThreadLocal<>();
    private static final AtomicInteger LIVE = new AtomicInteger();
    private static final TimerHeap TIMERS = new TimerHeap();

    private static final long SETTLED_NANOS = 1_000_000_000;

    /** Once in so many nanoseconds, a power of two, whoever gives way stays away for {@link #AWAY_NANOS}. */
    private static final int ROUND_LOG2 = 23;

    private static final long AWAY_NANOS = 1_000_000;

    private static volatile @Nullable Thread timerThread;

    private Portable() {}

    static void start() {
        Thread t = new Thread(Sched.THREADS, Portable::runTimers, "go4j-timers", 0, false);
        t.setDaemon(true);
        t.setContextClassLoader(ClassLoader.getSystemClassLoader());
        timerThread = t;
        t.start();
    }

    /** From now on the timer thread also looks for deadlocks; nothing happens in full mode. */
    static void lookForDeadlock() {
        LockSupport.unpark(timerThread);
    }

    /** Waits until the timer thread has ended. After the shutdown. */
    static void awaitEnd() throws InterruptedException {
        Thread t = timerThread;
        if (t != null) {
            LockSupport.unpark(t);
            t.join();
        }
    }

    static int parallelism() {
        return Math.max(1, Integer.getInteger("jdk.virtualThreadScheduler.parallelism", GoMaxProcs.numCpu()));
    }

    static G spawn(Object body, @Nullable String name, @Nullable StackTraceElement site, boolean main) {
        G g = AllGs.takeOutside();
        g.id = main ? 1 : P.nextIdOutside();
        Sched.prepare(g, body, name, site, currentG());
        String threadName = name == null ? Stack.nameOf(g.id) : name;
        Thread t = Thread.ofVirtual().inheritInheritableThreadLocals(false).name(threadName).unstarted(() -> run(g));
        t.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        g.thread = new WeakReference<>(t);
        LIVE.incrementAndGet();
        Deadlock.progress();
        try {
            t.start();
        } catch (OutOfMemoryError e) {
            ended(g); // it never was
            throw e;
        }
        return g;
    }

    private static void run(G g) {
        g.setStatus(G.STARTED);
        try {
            CURRENT.set(g);
            Holder.begins(Thread.currentThread(), g.id);
            Object begun = Observer.present == 0 ? null : Observer.begins(g);
            Sched.entry().run(g);
            if (Observer.present != 0) {
                Observer.ends(g, begun);
            }
        } catch (OutOfMemoryError e) {
            Shortage.met(e);
        } catch (Throwable t) {
            // an observer of ours that failed; what the body throws does not get here
        } finally {
            CURRENT.remove();
            ended(g);
        }
    }

    private static void ended(G g) {
        LIVE.decrementAndGet();
        Sched.forget(g);
        try {
            AllGs.putOutside(g);
        } catch (OutOfMemoryError e) {
            // one record that is not used again
        }
    }

    static @Nullable G currentG() {
        return Thread.currentThread().isVirtual() ? CURRENT.get() : null;
    }

    static int numGoroutine() {
        return LIVE.get();
    }

    static void addTimer(Timer t, long when, long periodNanos, long seq) {
        if (TIMERS.add(t, when, periodNanos, seq)) {
            LockSupport.unpark(timerThread);
        }
    }

    /**
     * Gives way. The JDK's scheduler turns to another queue (where new threads are, or those woken by a timer or an ordinary thread) only
     * when the one it is at is empty, and threads that yield to each other keep theirs full. So in each round of 8 ms every goroutine that
     * gives way stays away once: all in about the same moment, and then the queue is empty.
     */
    static void gosched() {
        if (!Thread.currentThread().isVirtual()) {
            Thread.yield();
            return;
        }
        G g = CURRENT.get();
        byte round = (byte) (Clock.nanos() >> ROUND_LOG2);
        if (g != null && g.stayedAwayIn == round) {
            Thread.yield();
            return;
        }
        if (g != null) {
            g.stayedAwayIn = round;
        }
        Carrier.leaveQueue(AWAY_NANOS);
    }

    static long earliestTimer() {
        return TIMERS.next();
    }

    private static void runTimers() {
        while (!Shutdown.isOver()) {
            try {
                runTimersWhileMemoryLasts();
            } catch (OutOfMemoryError e) {
                Shortage.met(e);
            } catch (Throwable t) {
                Sched.entry().bug(t);
            }
        }
    }

    private static void runTimersWhileMemoryLasts() {
        long deadlockLook = 0;
        long settledAt = Clock.nanos() + SETTLED_NANOS;
        while (!Shutdown.isOver()) {
            long now = Clock.nanos();
            Shutdown.runTimers(TIMERS, now);
            if (now >= settledAt) {
                settledAt = TimerHeap.NEVER;
                Sched.entry().settled();
            }
            long next = Math.min(TIMERS.next(), settledAt);
            if (Deadlock.isEnabled() && now >= deadlockLook) {
                long again = Deadlock.checkPortable();
                deadlockLook = Clock.after(again == TimerHeap.NEVER ? Deadlock.PORTABLE_LOOK_NANOS : again);
            }
            long until = Deadlock.isEnabled() ? Math.min(next, deadlockLook) : next;
            if (until == TimerHeap.NEVER) {
                LockSupport.park();
            } else {
                long nanos = until - Clock.nanos();
                if (nanos > 0) {
                    LockSupport.parkNanos(nanos);
                }
            }
            Thread.interrupted();
        }
    }
}
