// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.timer.TimerHeap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The end of the runtime, for whoever unloads go4j: no thread of ours stays behind. */
public final class Shutdown {
    /*
     * Only without goroutines: nobody could run them to their end any more. From then on a spawn is refused, an M that becomes idle ends
     * instead of waiting, and so do sysmon and the timer thread of portable mode. When no M is left, nobody touches the Ps, so the thread
     * that shuts down may take the free stacks and run each to its end itself.
     *
     * Who was about to start a goroutine, or to wake an M, when the runtime was closed may go on with that at any time later. So `over`
     * is set under the lock of Sched, together with the last look whether there is a goroutine, and whoever adds one from outside, or
     * another thread, looks at `over` under the same lock. When the last M has ended no processor is left on the idle list: a late
     * wake-up finds none.
     *
     * A virtual thread that is not a goroutine may live on. It is handed to the JDK's scheduler from then on; it keeps go4j in memory while
     * it lives.
     */
    private static final long JOIN_MILLIS = 10;

    /** Threads of the rooms above. */
    private static final Set<Thread> HELPERS = ConcurrentHashMap.newKeySet();

    private static volatile boolean over;

    private Shutdown() {}

    static boolean isOver() {
        return over;
    }

    /** Lock of Sched held. */
    static void begin() {
        over = true;
    }

    /**
     * Starts a thread of the library's own that can wake no goroutine by itself, which the deadlock detector therefore need not heed. It is
     * interrupted when the runtime is shut down, and must end then. Any thread.
     */
    public static void startHelper(String name, Runnable body) {
        Thread t = helper(name, body);
        HELPERS.add(t);
        t.start();
    }

    /** Makes such a thread for a task that ends by itself: nobody interrupts it, and the shutdown does not wait for it. Any thread. */
    public static Thread helper(String name, Runnable body) {
        return new Helper(name, body);
    }

    /** A class of our own: one that is not started yet is then not taken for a shutdown hook of the program (JvmCallbacks). */
    private static final class Helper extends Thread {
        Helper(String name, Runnable body) {
            super(Sched.THREADS, body, name, 0, false);
            setDaemon(true);
            setContextClassLoader(ClassLoader.getSystemClassLoader());
        }
    }

    /** Refuses what needs the runtime, after its end. */
    static void check() {
        if (over) {
            throw new IllegalStateException("runtime: it was shut down");
        }
    }

    /**
     * Runs what is due in {@code timers}; returns how many. One that wants a goroutine after the end of the runtime gets none. Any thread
     * that runs timers.
     */
    static int runTimers(TimerHeap timers, long now) {
        try {
            return timers.run(now);
        } catch (IllegalStateException e) { // see check
            if (!over) {
                throw e;
            }
            return 0;
        }
    }

    /**
     * Ends the runtime if there is no goroutine; its threads have ended on return. Platform threads only, and none of ours. May be called
     * again, to finish what an interrupt broke off.
     *
     * @return false if there are goroutines; then nothing has changed
     */
    public static synchronized boolean now() throws InterruptedException {
        if (!Sched.closeIfEmpty()) {
            return false;
        }
        endMachines();
        for (Thread helper : HELPERS) {
            helper.interrupt();
            helper.join();
        }
        Machines.awaitTemplateEnd();
        Sysmon.awaitEnd();
        Portable.awaitEnd();
        for (P p : Procs.everyP()) {
            for (Stack s = p.takeFreeStack(); s != null; s = p.takeFreeStack()) {
                s.end();
            }
        }
        return true;
    }

    private static void endMachines() throws InterruptedException {
        Set<M> seen = new HashSet<>();
        do {
            for (List<M> left = Machines.all(); !left.isEmpty(); left = Machines.all()) { // one may start another to the last
                seen.addAll(left);
                for (M m : left) {
                    LockSupport.unpark(m);
                    m.join(JOIN_MILLIS);
                }
            }
        } while (!Idle.close()); // somebody has just taken a processor to wake another M
        for (M m : seen) {
            m.join(); // it is on its way
        }
        for (Ready r = Sched.takeGlobal(); r != null; r = Sched.takeGlobal()) { // who added it did not come to wake an M
            if (r instanceof ForeignThread f) {
                f.runElsewhere();
            }
        }
    }

    /** The idle {@code m} ends, because the runtime has. Itself only. */
    static boolean leaves(M m) {
        return over && Carrier.FULL && IdleM.leaveForGood(m);
    }
}
