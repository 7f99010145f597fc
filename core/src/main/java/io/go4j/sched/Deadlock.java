// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.JvmCallbacks;
import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Finds out that no goroutine can ever go on. For whole programs only ({@code Go4j.main}). */
public final class Deadlock {
    /*
     * Go asks one question: does any thread run? On the JVM there are others besides ours: a thread pool, a JDK virtual thread, a timer
     * of the JDK, a signal handler may send on a channel. So the answer "deadlock" needs all of this to hold:
     *
     * D1  no timer is set                              a sleep, an AfterFunc, a timer channel that somebody waits on
     * D2  every goroutine is stuck at our own door     its Wait is pending; one that waits for a lock, a future or a socket may be woken by
     *                                                  the JDK
     * D3  no thread is alive that could do something   all that are not known to be the JVM's own or ours, unless they are stuck at our
     *                                                  door too: OtherThreads
     * D4  no JDK virtual thread could come back        they cannot be listed; those that sleep or wait for a socket show by the threads of
     *                                                  the JDK that serve them: OtherThreads
     * D5  the program has no shutdown hook             a signal starts it, and it may cancel what all wait for
     * D6  the JVM will not call code of the program    signal handlers, finalizers, listeners, native code: JvmCallbacks
     *
     * Each of these can only change by somebody who runs; if nobody does, a look is final. But they are looked at one after the other, and
     * who was about to run at the first may have come and gone before the last. So a look counts only if nobody has moved from its
     * beginning to its end. A move of a goroutine is a switch to it (Sched.switches); a move of an ordinary thread is the beginning or the
     * end of a wait at our door, and in portable mode, where there are no switches, a move is whatever readies a goroutine or makes one
     * (both: `moves`). Who stays pending from one end of the look to the other has done nothing in between, and nobody else is there.
     *
     * A wait that was seen pending may have been ended just after by somebody who was then seen pending himself. So all are looked at a
     * second time, when everybody has been seen once.
     *
     * D6 takes a full collection. It is asked last, only when all else says deadlock, and after an answer that does not change by itself
     * not again for a while, twice as long each time: a server that idles until a signal comes is not to be collected ten times a second.
     */
    private static final long AGAIN_NANOS = 100_000_000;
    static final long PORTABLE_LOOK_NANOS = 20_000_000;
    private static final long PAUSE_MIN_NANOS = 1_000_000_000;
    private static final long PAUSE_MAX_NANOS = 3_600_000_000_000L;

    /** Ordinary threads that wait at our door, and in what. */
    private static final ConcurrentHashMap<Thread, Wait> OUTSIDERS = new ConcurrentHashMap<>();

    private static final LongAdder MOVES = new LongAdder();

    private static volatile boolean enabled;

    // of the thread that looks
    private static long pauseNanos = PAUSE_MIN_NANOS;
    private static long pauseUntil;
    private static String toldLast = "";

    private Deadlock() {}

    /** From now on a deadlock is reported; {@code waiter} is the thread that waits for the main goroutine and does nothing else. */
    public static void enable(Thread waiter) {
        OtherThreads.isOurs(waiter);
        enabled = true;
        Portable.lookForDeadlock();
    }

    /** Somebody looks into this process by JMX, on the calling thread. */
    public static void lookedInto() {
        OtherThreads.lookedInto();
    }

    static boolean isEnabled() {
        return enabled;
    }

    // --- who moves ---

    /** The caller, not a goroutine, begins to wait at our door. */
    static void outsiderWaits(Wait call) {
        if (call.thread.isVirtual()) {
            OtherThreads.sawVirtualThread();
        } else if (enabled) {
            MOVES.increment();
            OUTSIDERS.put(call.thread, call);
        }
    }

    /** It goes on. */
    static void outsiderGoesOn(Wait call) {
        if (enabled) {
            OUTSIDERS.remove(call.thread, call);
            MOVES.increment();
        }
    }

    /** A goroutine is made or readied: said before that can have an effect. */
    public static void progress() {
        if (enabled) {
            MOVES.increment();
        }
    }

    /** Returns whether {@code t}, an ordinary thread, waits at our door and cannot go on by itself. */
    static boolean isStuck(Thread t) {
        Wait call = OUTSIDERS.get(t);
        return call != null && call.isPending();
    }

    /** Returns whether {@code g} waits at our door and cannot go on by itself. Any thread. */
    static boolean isStuck(G g) {
        Wait call = g.waitNow();
        return call != null && call.isPending();
    }

    /** Returns whether {@code thread} is the id of the thread of a goroutine that is stuck at our door. */
    static boolean isStuckThread(long thread) {
        for (G g : AllGs.live()) {
            Thread t = g.threadNow();
            if (t != null && t.threadId() == thread) {
                return isStuck(g);
            }
        }
        return false;
    }

    // --- looking ---

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
        long moves = MOVES.sum();
        return look(() -> Sched.isStuck() && Procs.earliestTimer() == TimerHeap.NEVER && Sched.isStuck() && Sched.switches() == switches
                && MOVES.sum() == moves);
    }

    /** The same in portable mode. The timer thread only. */
    static long checkPortable() {
        long moves = MOVES.sum();
        return look(() -> Portable.earliestTimer() == TimerHeap.NEVER && MOVES.sum() == moves);
    }

    /** Answers whether no timer is set (D1) and nobody has moved since the look began. */
    private interface Stillness {
        boolean isStill();
    }

    private static long look(Stillness since) {
        if (!since.isStill() || countStuck() < 0) {
            return TimerHeap.NEVER;
        }
        String others = OtherThreads.whoMayAct(); // D3, D4, D5
        if (others != null) {
            tell("silent: " + others);
            return AGAIN_NANOS;
        }
        long now = Clock.nanos();
        if (now < pauseUntil) {
            return pauseUntil - now;
        }
        String callback = JvmCallbacks.whatMayCome(); // D6
        if (callback != null) {
            tell("silent: " + callback);
            pauseUntil = Clock.after(pauseNanos);
            pauseNanos = Math.min(2 * pauseNanos, PAUSE_MAX_NANOS);
            return PAUSE_MIN_NANOS;
        }
        others = OtherThreads.whoMayAct(); // the collection may have set somebody going
        int stuck = countStuck();
        if (others != null || stuck < 0 || !since.isStill()) {
            return AGAIN_NANOS;
        }
        tell("verdict");
        report(stuck == 0);
        return TimerHeap.NEVER;
    }

    private static void report(boolean none) {
        enabled = false;
        Sched.entry().deadlock(none);
    }

    /** Returns the number of goroutines if all of them are stuck at our door (D2), else -1. */
    private static int countStuck() {
        int stuck = 0;
        for (G g : AllGs.live()) {
            if (g.isSystem()) {
                continue;
            }
            if (g.statusNow() != G.STARTED || !isStuck(g)) {
                return -1;
            }
            stuck++;
        }
        return stuck;
    }

    /** For whoever said GODEBUG=deadlockdebug=1: why there is no verdict, or on what there is one. */
    private static void tell(String what) {
        if (!GoDebug.AT_START.deadlockDebug() || what.equals(toldLast)) {
            return;
        }
        toldLast = what;
        var out = new StringBuilder("go4j: deadlock: ").append(what).append('\n');
        for (G g : AllGs.live()) {
            Stack s = g.stack;
            Wait call = g.waitNow();
            out.append("go4j: deadlock:   ").append(g).append(g.isSystem() ? ", system" : "").append(": wait ").append(call);
            out.append(s != null && s.queued ? ", queued" : "").append(", thread ").append(stateOf(g.threadNow())).append('\n');
        }
        OUTSIDERS.forEach((t, call) -> out.append("go4j: deadlock:   thread \"" + t.getName() + "\": wait " + call + "\n"));
        System.err.print(out);
    }

    private static String stateOf(@Nullable Thread t) {
        return t == null ? "none" : t.getState().toString();
    }
}
