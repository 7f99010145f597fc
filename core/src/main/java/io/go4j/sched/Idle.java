// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.TimerHeap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Processors and machines that have nothing to do, and who wakes them. */
final class Idle {
    /*
     * A processor must not stay idle while a goroutine could run on it; waking an M costs microseconds, so it must not happen for every
     * goroutine either. As in Go, an M that runs out of work looks for some ("spinning", holding a P) before it goes idle, and at most one
     * is woken at a time.
     *
     * Rejected: handing each readied goroutine to a new thread (thrashing, and it loses the warm cache); waking an M for every goroutine
     * readied (a futex call each).
     *
     * Adding work, anywhere:                 Going idle, an M:
     *   1 put the goroutine on a queue         1 give up the P                        (releaseIdle)
     *   2 full fence                           2 spinning--, a full fence             (countSpinning)
     *   3 if a P is idle and no M spins,       3 look at all queues and timers again  (recheckAfterSpinning)
     *     start one, spinning (wakep)
     *
     * W1  spinning == number of Ms whose `spinning` is set
     * W2  work is put on a queue before the adder looks for spinners; a spinner stops spinning before it looks for work the last time:
     *     so either the adder sees no spinner and wakes one, or the spinner sees the work
     * W3  the global queue is looked at under the lock before a P is put on the idle list
     * W4  the last spinner that finds work starts another one, so that all processors ramp up
     * W5  a goroutine alone in the `runnext` of a busy P may be left to that P without a wake-up (P.eager): sysmon looks at least every
     *     10 ms whether the P came round to it, and wakes an M if not
     * W6  while a timer is set and a P is idle, an M waits for the earliest one (timerWaiter), or spins and will
     *
     * How each signal is caught: work put on a queue by 3 above; a timer set by wakeForTimer (it finds the waiting M, or wakes a spinner
     * that becomes one, W6); a P given to an idle M by `nextp`, written under the lock before the unpark, whose permit outlives a late
     * park.
     *
     * Fields are guarded by Sched.LOCK unless they are volatile.
     */
    private static final List<P> PS = new ArrayList<>();
    private static volatile int idlePs;

    private static final List<M> MS = new ArrayList<>();

    private static volatile int spinning;

    private static volatile @Nullable M timerWaiter;
    private static volatile long timerWaitUntil;

    private static final VarHandle SPINNING;

    static {
        try {
            SPINNING = MethodHandles.lookup().findStaticVarHandle(Idle.class, "spinning", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Idle() {}

    static int processors() {
        return idlePs;
    }

    static int machines() {
        return MS.size();
    }

    static int spinning() {
        return spinning;
    }

    // --- processors ---

    /** Puts {@code p}, which is in nobody's hands, on the list. Lock held. */
    static void add(P p) {
        p.place = P.Place.IDLE;
        PS.add(p);
        idlePs = PS.size();
    }

    /** Takes {@code p} off the list. Lock held. */
    static void remove(P p) {
        PS.remove(p);
        idlePs = PS.size();
    }

    /** Lock held. */
    private static @Nullable P pop() {
        if (PS.isEmpty()) {
            return null;
        }
        P p = PS.removeLast();
        p.place = P.Place.HELD;
        idlePs = PS.size();
        return p;
    }

    /** Takes an idle processor, if there is one. The M that will hold it. */
    static @Nullable P take() {
        Sched.LOCK.lock();
        P p = pop();
        Sched.LOCK.unlock();
        if (p != null) {
            Sysmon.wake();
        }
        return p;
    }

    /** Puts {@code p} on the idle list; refuses if there is global work (W3), or if it is surplus by now. Its M only. */
    static boolean release(P p) {
        Sched.LOCK.lock();
        boolean released = Sched.GLOBAL.size() == 0 && !p.surplus;
        if (released) {
            p.m = null;
            add(p);
        }
        Sched.LOCK.unlock();
        return released;
    }

    // --- waking ---

    /** Wakes one M, spinning, if a processor is idle and no M spins. Any thread, after the work was put on a queue. */
    static void wakep() {
        VarHandle.fullFence(); // W2
        while (idlePs != 0 && spinning == 0 && SPINNING.compareAndSet(0, 1)) {
            if (start()) {
                return;
            }
            countSpinning(-1); // the processor was gone; but others may have relied on us to spin, so look again
        }
    }

    static void countSpinning(int delta) {
        int now = (int) SPINNING.getAndAdd(delta) + delta;
        assert now >= 0 : "W1";
    }

    /** At most half of the busy processors may look for work, or a mostly idle program would burn all cores. */
    static boolean maySpin() {
        return 2 * spinning < Procs.processors().length - idlePs;
    }

    /** Gives an idle processor, if there is one, to an M, and starts that, spinning. Any thread. */
    private static boolean start() {
        Sched.LOCK.lock();
        P p = pop();
        M m = p == null ? null : popM();
        if (p != null && m != null) {
            m.give(p, true);
        }
        Sched.LOCK.unlock();
        if (p == null) {
            return false;
        }
        if (m != null) {
            LockSupport.unpark(m);
        } else {
            Machines.start(p, true);
        }
        Sysmon.wake();
        return true;
    }

    /** Hands {@code p}, which has or may have work, to another M. The M that holds it. */
    static void pass(P p) {
        Sched.LOCK.lock();
        p.m = null;
        M m = popM();
        if (m != null) {
            m.give(p, false);
        }
        Sched.LOCK.unlock();
        if (m != null) {
            LockSupport.unpark(m);
        } else {
            Machines.start(p, false);
        }
    }

    /** The last look of an M that has stopped spinning: if there is work and an idle processor, returns that. */
    static @Nullable P recheckAfterSpinning() {
        boolean work = Sched.GLOBAL.size() > 0;
        for (P p : Procs.processors()) {
            // A goroutine alone in `runnext` is not looked at: W5.
            work |= p.runq.size() > 0;
        }
        return work ? take() : null;
    }

    // --- machines ---

    /** {@code m} has no processor and joins the idle list. */
    static void add(M m) {
        Sched.LOCK.lock();
        m.idle = true;
        MS.add(m);
        Sched.LOCK.unlock();
    }

    /** Lock held. The one that waits for a timer is taken last. */
    private static @Nullable M popM() {
        if (MS.isEmpty()) {
            return null;
        }
        M m = MS.removeLast();
        if (m == timerWaiter && !MS.isEmpty()) {
            M other = MS.removeLast();
            MS.add(m);
            m = other;
        }
        m.idle = false;
        return m;
    }

    /** {@code m} leaves the idle list because a timer is due; false if somebody has just taken it off, or no processor is idle. */
    static boolean leaveForTimers(M m) {
        Sched.LOCK.lock();
        try {
            if (!m.idle) {
                return m.isGivenProcessor();
            }
            P p = pop();
            if (p == null) {
                return false; // all are busy: they will look at their own timers
            }
            MS.remove(m);
            m.idle = false;
            m.give(p, true);
        } finally {
            Sched.LOCK.unlock();
        }
        countSpinning(1);
        Sysmon.wake();
        return true;
    }

    // --- timers ---

    /** A timer was set. Any thread. */
    static void wakeForTimer(long when) {
        VarHandle.fullFence();
        M waiter = timerWaiter;
        if (waiter != null) {
            if (timerWaitUntil > when) {
                LockSupport.unpark(waiter);
            }
        } else if (idlePs > 0) {
            wakep(); // W6: it finds nothing to do and becomes the one that waits
        }
    }

    /**
     * Makes the idle {@code m} the one that waits for timers, if there are any and no other does.
     *
     * @return until when it is to wait, {@link TimerHeap#NEVER} if not for a timer
     */
    static long timerToWaitFor(M m) {
        if (timerWaiter != m) {
            Sched.LOCK.lock();
            boolean mine = timerWaiter == null;
            if (mine) {
                timerWaitUntil = TimerHeap.NEVER; // while we look: whoever sets a timer wakes us
                timerWaiter = m;
            }
            Sched.LOCK.unlock();
            if (!mine) {
                return TimerHeap.NEVER;
            }
        } else {
            timerWaitUntil = TimerHeap.NEVER;
        }
        VarHandle.fullFence();
        long first = Procs.earliestTimer();
        if (first == TimerHeap.NEVER) {
            timerWaiter = null;
            VarHandle.fullFence();
            first = Procs.earliestTimer(); // one that was set while we still seemed to wait
            if (first == TimerHeap.NEVER) {
                return first;
            }
            return timerToWaitFor(m);
        }
        timerWaitUntil = first;
        VarHandle.fullFence();
        long again = Procs.earliestTimer();
        return Math.min(first, again);
    }

    static void stopTimerWait(M m) {
        if (timerWaiter == m) {
            timerWaiter = null;
        }
    }

    // --- looking ---

    /** All processors idle, nothing queued and nobody looking for work. */
    static boolean isEverything() {
        Sched.LOCK.lock();
        boolean idle = PS.size() == Procs.processors().length && Sched.GLOBAL.size() == 0 && spinning == 0;
        for (P p : Procs.everyP()) {
            idle &= p.place != P.Place.HELD; // a surplus one may still be held
        }
        Sched.LOCK.unlock();
        return idle;
    }
}
