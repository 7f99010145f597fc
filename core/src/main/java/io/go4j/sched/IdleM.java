// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a machine without a processor does: it waits until somebody gives it one, or, for all of them, until a timer is due. */
final class IdleM {
    /*
     * While all processors are busy, each looks at its own timers between two goroutines. As soon as one is idle, an M must be there that
     * wakes up for the earliest timer of all, takes the idle processor and runs what is due: the timer waiter. There is one at a time, or
     * each timer would wake all idle Ms.
     *
     * Setting a timer, anywhere:             Beginning to wait, an M:
     *   1 put it into a heap                   1 timerWaiter = itself, until NEVER
     *   2 full fence                           2 full fence
     *   3 a waiter, until later: wake it       3 look at all heaps; wait until the earliest is due
     *     none, and a P is idle: wakep
     *
     * W6  while a timer is set and a P is idle, an M waits for the earliest one (timerWaiter), or spins and will
     *
     * Who ends W6 has to mend it: the last M that goes idle becomes the waiter; whoever makes a P idle without going idle itself (an M that
     * is locked to a goroutine, a hand-off) calls wakeForTimer; a waiter that is given a processor to look for work will wait again, or
     * finds some and wakes another (W4); one that is given a processor to run what is queued on it calls wakeForTimer first.
     *
     * A waiter that finds no idle processor when the timer is due leaves that timer to the busy ones, and to sysmon, which looks at all
     * heaps at each of its looks. Heaps of surplus processors and of spares count like the others: somebody may have chosen a processor
     * for his timer while that was replaced.
     *
     * `timerWaiter` becomes an M by that M, under the lock, and null by that M. `timerWaitUntil` belongs to the M that waits.
     */
    private static volatile @Nullable M timerWaiter;
    private static volatile long timerWaitUntil;

    private IdleM() {}

    /**
     * Waits, without a processor, until somebody gives {@code m} one or a timer is due that no other idle M waits for. False: the runtime
     * is shut down, and this M with it. The M itself.
     */
    static boolean waitForWork(M m) {
        Idle.add(m);
        boolean timers = true;
        for (; ; ) {
            if (Shutdown.leaves(m)) {
                return false;
            }
            long until = timers ? timerToWaitFor(m) : TimerHeap.NEVER;
            if (until == TimerHeap.NEVER) {
                if (!m.isGiven()) {
                    LockSupport.park(m);
                }
            } else {
                long nanos = until - Clock.nanos();
                if (nanos > 0 && !m.isGiven()) {
                    LockSupport.parkNanos(m, nanos);
                }
            }
            Thread.interrupted(); // a stray interrupt must not make park return at once for ever
            if (m.isGiven()) {
                takeGiven(m, stopTimerWait(m));
                return true;
            }
            if (until <= Clock.nanos()) {
                stopTimerWait(m);
                if (leaveForTimers(m)) {
                    m.forTimers = true;
                    takeGiven(m, true);
                    return true;
                }
                timers = false; // all processors are busy: they look at their own timers, and the next M to go idle waits for them
            }
        }
    }

    private static void takeGiven(M m, boolean waitedForTimer) {
        m.takeGiven();
        if (waitedForTimer && !m.spinning) {
            wakeForTimer(Procs.earliestTimer()); // W6: there is work for this M, which may take long
        }
    }

    /** {@code m} leaves the idle list because a timer is due; false if no processor is idle. True also if it has just been given one. */
    private static boolean leaveForTimers(M m) {
        Sched.LOCK.lock();
        P p = m.idle ? Idle.pop() : null;
        if (p != null) {
            Idle.remove(m);
            m.give(p, true);
        }
        boolean leaves = m.isGiven();
        Sched.LOCK.unlock();
        if (p != null) {
            Idle.countSpinning(1);
            Sysmon.wake();
        }
        return leaves;
    }

    /** {@code m}, if it is on the idle list, leaves the runtime for good. */
    static boolean leaveForGood(M m) {
        Sched.LOCK.lock();
        boolean idle = m.idle;
        if (idle) {
            Idle.remove(m);
        }
        Sched.LOCK.unlock();
        if (idle) {
            stopTimerWait(m);
        }
        return idle;
    }

    // --- timers ---

    /** A timer was set, or left alone, which is due at {@code when}: makes sure of W6. Any thread; nothing for {@link TimerHeap#NEVER}. */
    static void wakeForTimer(long when) {
        if (when == TimerHeap.NEVER) {
            return;
        }
        VarHandle.fullFence();
        M waiter = timerWaiter;
        if (waiter != null) {
            if (timerWaitUntil > when) {
                LockSupport.unpark(waiter);
            }
        } else if (Idle.processors() > 0) {
            Idle.wakep(); // W6: it finds nothing to do and becomes the one that waits
        }
    }

    /**
     * Makes the idle {@code m} the one that waits for timers, if there are any and no other does.
     *
     * @return until when it is to wait, {@link TimerHeap#NEVER} if not for a timer
     */
    private static long timerToWaitFor(M m) {
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
        long first = earliestTimer();
        if (first == TimerHeap.NEVER) {
            timerWaiter = null;
            VarHandle.fullFence();
            first = earliestTimer(); // one that was set while we still seemed to wait
            if (first == TimerHeap.NEVER) {
                return first;
            }
            return timerToWaitFor(m);
        }
        timerWaitUntil = first;
        VarHandle.fullFence();
        long again = earliestTimer();
        return Math.min(first, again);
    }

    /** While the processors rest, so does the clock: nobody waits for a timer then. */
    private static long earliestTimer() {
        return Halt.isOn() ? TimerHeap.NEVER : Procs.earliestTimer();
    }

    /** Returns whether {@code m} was the one that waits. Itself only. */
    private static boolean stopTimerWait(M m) {
        boolean was = timerWaiter == m;
        if (was) {
            timerWaiter = null;
        }
        return was;
    }

    static boolean waitsForTimer(M m) {
        return timerWaiter == m;
    }
}
