// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.Clock;
import java.util.concurrent.locks.LockSupport;

/** Stops the processors, so that somebody may look at a program that stands still, and lets them go on. Full mode. */
public final class Halt {
    /*
     * Go's debugger stops all threads of the process. Here the debugger is a thread of the same JVM, so that cannot be; but it can be that
     * no processor goes on. An M that has found something to run looks at `on` before it runs it (M.execute), and rests there, with its
     * processor and what it has found. That is the one place through which everything comes that runs on a processor, and nothing of the
     * scheduler's state changes there: queues, idle lists, spinners and bonds stay as they are, and an M that is woken meanwhile, because
     * somebody outside readies a goroutine, finds it and rests too.
     *
     * A goroutine that runs when the halt begins is not interrupted. Its time slice is marked as over, so that it gives way at its next
     * switch point, also one at which it need not wait. One that computes or is in native code without a switch point goes on running.
     *
     * Our clock stands still as long (Clock.stop), so no timer is due when all go on that would not have been due without the halt, and a
     * deadline is as far away as it was. Since it stands, nobody may wait for a timer by it: an M that is idle waits for none (IdleM), and
     * W6 holds again when `end` has woken one for it. Sysmon does nothing but mark the slices: it would take those who rest for hogs, and
     * all together for a deadlock.
     *
     * Rejected: taking the processors away, as for a smaller gomaxprocs (who runs would be shown without one, and all timers would move);
     * a look in FindWork (an M that is locked to a goroutine, or finds another one to adopt, does not come there).
     *
     * How an M that rests is woken: `end` clears `on` and then unparks every M; one that comes later sees it cleared.
     */
    private static final long MARK_NANOS = 10_000_000;
    private static final long LOOK_NANOS = 500_000;

    private static int holders; // guarded by the class
    private static volatile boolean on;

    private Halt() {}

    /** Returns whether the processors are to rest. Any thread. */
    static boolean isOn() {
        return on;
    }

    /**
     * Stops the processors; as often as it is called, {@link #end} must be. Returns when all goroutines rest, or {@code patience} is over:
     * then some do not give way, or are in a call that blocks their thread. Full mode.
     *
     * @return false if the caller runs on a processor itself, which would stop him too; then nothing has changed
     */
    public static boolean begin(long patienceNanos) {
        if (M.current() != null) {
            return false;
        }
        stop();
        long end = System.nanoTime() + patienceNanos;
        while (isAnybodyRunning() && System.nanoTime() - end < 0) {
            mark();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private static synchronized void stop() {
        if (holders++ == 0) {
            Clock.stop();
            on = true;
        }
    }

    /** Undoes one {@link #begin}; with the last one, the processors go on. Any thread. */
    public static synchronized void end() {
        if (--holders > 0 || !on) {
            return;
        }
        Clock.goOn();
        on = false;
        for (M m : Machines.all()) {
            LockSupport.unpark(m);
        }
        Sysmon.wake();
        Idle.wakep();
        IdleM.wakeForTimer(Procs.earliestTimer()); // W6
    }

    private static boolean isAnybodyRunning() {
        for (M m : Machines.all()) {
            if (m.curg != null && !m.isBlocking()) {
                return true;
            }
        }
        return false;
    }

    /** All are to come to their M at the next switch point, which then rests. */
    private static void mark() {
        for (P p : Procs.everyP()) {
            if (p.m != null) {
                p.sliceExpired = true;
            }
        }
        Sched.someMustGiveWay = true;
    }

    /** The calling M holds what it is to run next, and waits until it may. */
    static void rest() {
        while (on && !Shutdown.isOver()) {
            LockSupport.park(Halt.class);
            Thread.interrupted();
        }
    }

    /** Sysmon has nothing to look after until all go on. */
    static void restOfSysmon() {
        while (on && !Shutdown.isOver()) {
            mark();
            LockSupport.parkNanos(Halt.class, MARK_NANOS);
            Thread.interrupted();
        }
    }
}
