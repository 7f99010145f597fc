// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.Hooks;
import io.go4j.timer.TimerHeap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Finds out that no goroutine can ever go on. For whole programs only ({@code Go4j.main}). */
public final class Deadlock {
    /*
     * Go asks one question: does any thread run? On the JVM there are others besides ours: a thread pool, a JDK virtual thread, a timer
     * of the JDK may send on a channel. So the answer "deadlock" needs all of this to hold at one look, taken while every processor is
     * idle:
     *
     * D1  no timer is set                              a sleep, an AfterFunc, a timer channel that somebody waits on
     * D2  every goroutine waits at our own door        one that waits for a lock, a future or a socket may be woken by the JDK
     * D3  no thread is alive that could do something   all that are not known to be the JVM's own or ours, unless they wait at our door too
     * D4  no JDK virtual thread could come back        they cannot be listed; those that sleep or wait for a socket show by the threads of
     *                                                  the JDK that serve them
     * D5  the program has no shutdown hook             a signal starts it, and it may cancel what all wait for
     *
     * Each of these can only change by somebody who runs; if nobody does, the look is final. But they are looked at one after the
     * other, and who was about to run at the first may have come and gone before the last. So nothing may have been switched to from the
     * first look to the last, and what an ordinary thread could have changed is looked at twice. D3 is why it is repeated: the JVM's
     * helper threads come and go. In portable mode there is no "every processor is idle"; there, nobody may have been readied between
     * the first goroutine looked at and the last (`progress`).
     */
    private static final long AGAIN_NANOS = 100_000_000;
    static final long PORTABLE_LOOK_NANOS = 20_000_000;

    /** Threads of the JVM that never call user code which could wake a goroutine. Any other thread keeps the detector silent. */
    private static final Set<String> JVM_THREADS = Set.of(
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Service Thread",
            "Monitor Deflation Thread",
            "Notification Thread",
            "Attach Listener",
            "Common-Cleaner",
            "DestroyJavaVM",
            "VirtualThread-unblocker");

    private static final String RMI_ACCEPTOR = "RMI TCP Accept-";
    private static final String RMI_CONNECTION = "RMI TCP Connection(";

    private static final Set<Thread> WAITING_OUTSIDE = ConcurrentHashMap.newKeySet();
    private static final Set<Thread> OURS = ConcurrentHashMap.newKeySet();

    private static final LongAdder PROGRESS = new LongAdder();

    private static volatile boolean enabled;
    private static volatile boolean lookedInto;
    private static volatile boolean sawForeignVirtualThread;

    private Deadlock() {}

    /** From now on a deadlock is reported; {@code waiter} is the thread that waits for the main goroutine and does nothing else. */
    public static void enable(Thread waiter) {
        OURS.add(waiter);
        enabled = true;
        Portable.lookForDeadlock();
    }

    /** An ordinary thread, not a goroutine, begins to wait at our door. */
    public static void outsiderWaits(Thread t) {
        if (t.isVirtual()) {
            sawForeignVirtualThread = true;
        } else if (enabled) {
            WAITING_OUTSIDE.add(t);
        }
    }

    /** It goes on. */
    public static void outsiderGoesOn(Thread t) {
        if (enabled) {
            WAITING_OUTSIDE.remove(t);
        }
    }

    static void sawForeignVirtualThread() {
        sawForeignVirtualThread = true;
    }

    /**
     * Somebody looks into this process by JMX, on the calling thread: the threads that the JVM has for that from now on do nothing for the
     * program.
     */
    public static void lookedInto() {
        lookedInto |= Thread.currentThread().getName().startsWith(RMI_CONNECTION);
    }

    static boolean isEnabled() {
        return enabled;
    }

    /** A goroutine was made or readied. Portable mode, after its status was set. */
    public static void progress() {
        if (enabled) {
            PROGRESS.increment();
        }
    }

    /**
     * Looks, and reports a deadlock if there is one. Sysmon only, when nothing was seen to run.
     *
     * @return after how many nanoseconds to look again although nothing has happened; NEVER: not before something happens
     */
    static long check() {
        if (!enabled) {
            return TimerHeap.NEVER;
        }
        long switches = Sched.switches();
        int waiting = 0;
        for (int look = 0; look < 2; look++) {
            if (!isStill(switches)) {
                return TimerHeap.NEVER;
            }
            if (othersMayAct()) { // D3, D4, D5
                return AGAIN_NANOS;
            }
            waiting = countWaiting();
            if (waiting < 0) {
                return TimerHeap.NEVER;
            }
        }
        if (isStill(switches)) {
            report(waiting == 0);
        }
        return TimerHeap.NEVER;
    }

    /** No timer is set (D1), no goroutine runs, and none has run since {@code switches} was read. */
    private static boolean isStill(long switches) {
        return Sched.isStuck() && Procs.earliestTimer() == TimerHeap.NEVER && Sched.isStuck() && Sched.switches() == switches;
    }

    /** The same in portable mode. The timer thread only. */
    static void checkPortable() {
        long before = PROGRESS.sum();
        int waiting = countWaiting();
        if (waiting < 0 || Portable.earliestTimer() != TimerHeap.NEVER || othersMayAct()) {
            return;
        }
        if (PROGRESS.sum() == before && countWaiting() == waiting) {
            report(waiting == 0);
        }
    }

    private static void report(boolean none) {
        enabled = false;
        Sched.entry().deadlock(none);
    }

    /** Returns the number of goroutines if all of them wait at our door (D2), else -1. */
    private static int countWaiting() {
        int waiting = 0;
        for (G g : AllGs.live()) {
            if (g.isSystem()) {
                continue;
            }
            if (!isParked(g)) {
                return -1;
            }
            waiting++;
        }
        return waiting;
    }

    /** The goroutine waits at our door: not only about to, with its thread still running. */
    static boolean isParked(G g) {
        if (g.statusNow() != G.WAITING || g.reason.isForeign()) {
            return false;
        }
        Thread t = g.threadNow();
        return t == null || (Carrier.isWaiting(t) && !t.isInterrupted());
    }

    private static boolean othersMayAct() {
        return foreignThreadAlive() || Hooks.areThere();
    }

    private static boolean foreignThreadAlive() {
        ThreadGroup root = Sched.THREADS;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 64];
        int n = root.enumerate(all);
        if (n == all.length) {
            return true; // too many to be sure
        }
        int acceptors = 0;
        for (int i = 0; i < n; i++) {
            acceptors += all[i].getName().startsWith(RMI_ACCEPTOR) ? 1 : 0;
        }
        boolean rmiIsJmxOnly = lookedInto && acceptors <= 1;
        for (int i = 0; i < n; i++) {
            if (all[i].isAlive() && !isHarmless(all[i]) && !(rmiIsJmxOnly && isOfJmx(all[i].getName()))) {
                return true;
            }
        }
        return false;
    }

    /** If the program had exported objects of its own, there would be a second acceptor for them. */
    private static boolean isOfJmx(String name) {
        return name.startsWith(RMI_ACCEPTOR)
                || name.startsWith(RMI_CONNECTION)
                || name.startsWith("RMI Scheduler(")
                || name.equals("RMI Reaper")
                || name.equals("RMI GC Daemon")
                || name.equals("GC Daemon")
                || name.startsWith("RMI RenewClean")
                || name.startsWith("JMX server connection timeout ");
    }

    private static boolean isHarmless(Thread t) {
        String name = t.getName();
        if (t.getThreadGroup() == Sched.THREADS || OURS.contains(t) || WAITING_OUTSIDE.contains(t) || JVM_THREADS.contains(name)) {
            return true;
        }
        if (name.startsWith("process reaper")) { // runs what was hung on a child process: idle ones wait in their pool
            return t.getState() == Thread.State.TIMED_WAITING && isPoolWait(t.getStackTrace());
        }
        if (name.startsWith("VirtualThread-unparker")) { // serves timed waits of virtual threads
            return Carrier.FULL && !Carrier.timedParksPending();
        }
        if (name.endsWith("-Poller") || name.equals("MasterPoller")) { // serves sockets: goroutines that wait for one are seen by D2
            return Carrier.FULL && !sawForeignVirtualThread && !Carrier.defaultSchedulerWasUsed();
        }
        ThreadGroup group = t.getThreadGroup();
        if (!Carrier.FULL && group != null && group.getName().equals("CarrierThreads")) {
            StackTraceElement[] trace = t.getStackTrace();
            return t.getState() != Thread.State.RUNNABLE && (trace.length == 0 || isPoolWait(trace));
        }
        return false;
    }

    /** A carrier of the JDK's scheduler that has nothing to do. */
    private static boolean isPoolWait(StackTraceElement[] trace) {
        for (StackTraceElement e : trace) {
            if (e.getClassName().startsWith("java.lang.VirtualThread")) {
                return false;
            }
        }
        return true;
    }
}
