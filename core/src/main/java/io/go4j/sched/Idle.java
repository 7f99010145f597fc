// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Processors and machines that have nothing to do, and who wakes them when there is work. */
final class Idle {
    /*
     * A processor must not stay idle while a goroutine could run on it; waking an M costs microseconds, so it must not happen for every
     * goroutine either. As in Go, an M that runs out of work looks for some ("spinning", holding a P) before it goes idle, and at most one
     * is woken at a time. What an idle M does, and how timers find it, is in IdleM.
     *
     * Rejected: handing each readied goroutine to a new thread (thrashing, and it loses the warm cache); waking an M for every goroutine
     * readied (a futex call each).
     *
     * Adding work, anywhere:                 Going idle, an M:
     *   1 put the goroutine on a queue         1 give up the P                        (release)
     *   2 full fence                           2 spinning--, a full fence             (countSpinning)
     *   3 if a P is idle and no M spins,       3 look at all queues again             (isWorkForAnIdle)
     *     start one, spinning (wakep)
     *
     * W1  spinning == number of Ms whose `spinning` is set, and of those that are about to start so
     * W2  work is put on a queue before the adder looks for spinners; a spinner stops spinning before it looks for work the last time:
     *     so either the adder sees no spinner and wakes one, or the spinner sees the work
     * W3  the global queue is looked at under the lock before a P is put on the idle list
     * W4  the last spinner that finds work starts another one, so that all processors ramp up
     * W5  a goroutine alone in the `runnext` of a busy P may be left to that P without a wake-up (P.eager): sysmon looks at least every
     *     10 ms whether the P came round to it, and wakes an M if not
     *
     * How each signal is caught: work put on a queue by 3 above; a P given to an idle M by `nextp`, written under the lock before the
     * unpark, whose permit outlives a late park. A wake-up that fails because there is no memory for a new M is made up for by sysmon,
     * which looks whether there is work and an idle P.
     *
     * Fields are guarded by Sched.LOCK unless they are volatile.
     */
    private static final Pile<P> PS = new Pile<>();
    private static volatile int idlePs;

    private static final Pile<M> MS = new Pile<>();

    private static volatile int spinning;
    private static volatile long wakeUps; // written under the lock only

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

    /** Returns how often an M was woken, or made, to look for work or to run what is queued. */
    static long wakeUps() {
        return wakeUps;
    }

    // --- processors ---

    /** Puts {@code p}, which is in nobody's hands, on the list. Lock held. */
    static void add(P p) {
        p.place = P.Place.IDLE;
        PS.push(p);
        idlePs = PS.size();
    }

    /** Takes {@code p} off the list. Lock held. */
    static void remove(P p) {
        PS.remove(p);
        idlePs = PS.size();
    }

    /** Lock held. */
    static @Nullable P pop() {
        P p = PS.pop();
        if (p != null) {
            p.place = P.Place.HELD;
            idlePs = PS.size();
        }
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

    /**
     * Returns whether there is work that an idle processor should take: the last look of who has just given up a processor. Not a goroutine
     * alone in a {@code runnext} (W5).
     */
    static boolean isWorkForAnIdle() {
        VarHandle.fullFence(); // W2
        boolean work = Sched.GLOBAL.size() > 0;
        for (P p : Procs.processors()) {
            work |= p.runq.size() > 0;
        }
        return work;
    }

    /**
     * Takes all processors off the list, so that nobody is woken any more. False, and nothing has changed, if an M has one or is about to.
     * Shutdown only.
     */
    static boolean close() {
        boolean none = true;
        Sched.LOCK.lock();
        for (P p : Procs.everyP()) {
            none &= p.place != P.Place.HELD;
        }
        for (P p = none ? pop() : null; p != null; p = pop()) {
            p.place = P.Place.OFF;
        }
        Sched.LOCK.unlock();
        return none;
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
        if (p == null) {
            Sched.LOCK.unlock();
            return false;
        }
        M m = popM();
        if (m != null) {
            m.give(p, true);
        }
        setWakeUps(wakeUps + 1);
        Sched.LOCK.unlock();
        Sysmon.wake();
        if (m != null) {
            LockSupport.unpark(m);
            return true;
        }
        try {
            Machines.start(p, true);
        } catch (OutOfMemoryError e) { // sysmon tries again: whoever added the work cannot undo that
            countSpinning(-1);
            Sched.entry().outOfMemory(e);
        }
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
        setWakeUps(wakeUps + 1);
        Sched.LOCK.unlock();
        if (m != null) {
            LockSupport.unpark(m);
        } else {
            Machines.start(p, false);
        }
    }

    private static void setWakeUps(long n) {
        wakeUps = n;
    }

    // --- machines ---

    /** {@code m} has no processor and joins the idle list. */
    static void add(M m) {
        Sched.LOCK.lock();
        m.idle = true;
        MS.push(m);
        Sched.LOCK.unlock();
    }

    /** Takes {@code m} off the list. Lock held. */
    static void remove(M m) {
        MS.remove(m);
        m.idle = false;
    }

    /** Lock held. The one that waits for a timer is taken last. */
    private static @Nullable M popM() {
        M m = MS.pop();
        if (m != null && IdleM.waitsForTimer(m)) {
            M other = MS.pop();
            if (other != null) {
                MS.push(m);
                m = other;
            }
        }
        if (m != null) {
            m.idle = false;
        }
        return m;
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
