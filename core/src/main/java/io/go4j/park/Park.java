// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.sched.Deadlock;
import io.go4j.sched.G;
import io.go4j.sched.Sched;
import io.go4j.sched.StackReserve;
import io.go4j.timer.Clock;
import io.go4j.timer.Timer;
import io.go4j.timer.TimerHeap;
import java.util.concurrent.locks.LockSupport;

/** The door: everything in go4j that blocks, blocks here, and everything that wakes, wakes through here. */
public final class Park {
    /*
     * There is no spinning before a park: where cores are few, it burns the time slice of the very goroutine that is waited for.
     *
     * The JDK's park may return for no reason, and at once while the thread is interrupted; only the Parker says whether the call is over.
     */
    /** A deadline that never comes. */
    public static final long NO_DEADLINE = TimerHeap.NEVER;

    private static final ThreadLocal<int[]> MASKED = ThreadLocal.withInitial(() -> new int[1]);

    private Park() {}

    /**
     * Waits until {@code w}, a plain call that stands in {@code queue}, is done: {@link Outcome#DONE}. If the deadline or an interrupt
     * comes
     * first, takes {@code w} out of the queue; but if a partner has taken it by then, the operation took place. The same when the JDK
     * cannot
     * park, for want of memory or of stack: its error comes out only if the operation did not take place. No lock held.
     *
     * @param lock guards {@code queue}
     * @param deadline by {@link Clock}
     */
    public static Outcome await(Waiter w, WaitQueue queue, SpinLock lock, WaitReason reason, long deadline) {
        Outcome outcome;
        try {
            outcome = await(w, reason, deadline);
        } catch (Throwable t) {
            if (withdraw(w, queue, lock)) {
                throw t;
            }
            awaitDecided(w);
            return Outcome.DONE;
        }
        if (outcome == Outcome.DONE || withdraw(w, queue, lock)) {
            return outcome;
        }
        awaitDecided(w); // commit wins
        return Outcome.DONE;
    }

    /** Takes {@code w} out of {@code queue}; false: a partner has taken it. */
    public static boolean withdraw(Waiter w, WaitQueue queue, SpinLock lock) {
        lock.lock();
        boolean mine = queue.remove(w);
        lock.unlock();
        return mine;
    }

    /**
     * Waits until {@code call}, which the current thread has made and queued, is done: {@link Outcome#DONE}. In all other cases the call is
     * still open, and the caller must see to it that nobody ends it any more: after {@link Outcome#TIMEOUT}, {@link Outcome#INTERRUPTED},
     * and an error of the JDK's if that cannot park.
     *
     * @param deadline by {@link Clock}
     */
    public static Outcome await(Parker call, WaitReason reason, long deadline) {
        return WaitObserver.isPresent() ? awaitObserved(call, reason, deadline) : awaitEither(call, reason, deadline);
    }

    /** Somebody wants to know how long it takes. */
    private static Outcome awaitObserved(Parker call, WaitReason reason, long deadline) {
        long since = Contention.begin();
        Object begun = WaitObserver.begins(call.g);
        try {
            return awaitEither(call, reason, deadline);
        } finally {
            if (since != 0) {
                Contention.end(since, reason);
            }
            WaitObserver.ends(call.g, reason, begun);
        }
    }

    private static Outcome awaitEither(Parker call, WaitReason reason, long deadline) {
        if (deadline == NO_DEADLINE) {
            return awaitDone(call, reason);
        }
        Timer alarm = new Timer((when, seq) -> ring(call));
        Sched.addTimer(alarm, deadline, 0, 0); // before the goroutine counts as waiting: a deadlock is when all wait and no timer is set
        try {
            return awaitUntil(call, reason, deadline);
        } finally {
            alarm.stop();
        }
    }

    /** The alarm of a call. When it comes too late, the call's record and thread may serve another goroutine: then it does nothing. */
    private static void ring(Parker call) {
        Deadlock.progress(); // before the wait stops being pending
        if (call.ring()) {
            LockSupport.unpark(call.thread);
        }
    }

    private static Outcome awaitDone(Parker call, WaitReason reason) {
        Thread self = call.thread;
        call.begins(reason);
        try {
            while (call.openOrDone() < 0) {
                LockSupport.park();
                if (self.isInterrupted() && call.openOrDone() < 0) {
                    if (!isMasked(call)) {
                        return Outcome.INTERRUPTED;
                    }
                    deferInterrupt(call);
                }
            }
            return Outcome.DONE;
        } finally {
            call.ends();
        }
    }

    private static Outcome awaitUntil(Parker call, WaitReason reason, long deadline) {
        Thread self = call.thread;
        call.begins(reason);
        try {
            while (call.openOrDone() < 0) {
                if (Clock.nanos() >= deadline) {
                    return Outcome.TIMEOUT;
                }
                LockSupport.park();
                if (self.isInterrupted() && call.openOrDone() < 0) {
                    if (!isMasked(call)) {
                        return Outcome.INTERRUPTED;
                    }
                    deferInterrupt(call);
                }
            }
            return Outcome.DONE;
        } finally {
            call.ends();
        }
    }

    /**
     * The beginning of an operation, which is a place for a switch though the operation need not wait. Throws a StackOverflowError if the
     * operation could not be brought to its end with the stack that is left. Any thread, no lock held.
     */
    public static void switchPoint() {
        StackReserve.enter();
    }

    /**
     * The same for an operation that is made of others, or one that is undone by another: what undoes it must work where it has worked.
     */
    public static void switchPointOfMany() {
        StackReserve.enterMany();
    }

    /** Lets other threads of the operating system run, for who waits in a loop because the JVM cannot park it. */
    public static void osYield() {
        Carrier.osYield();
    }

    /** Waits for a partner that has already decided the call and is about to say so: a matter of instructions. */
    public static void awaitDecided(Parker call) {
        while (call.openOrDone() < 0) {
            Carrier.osYield();
        }
    }

    /** Wakes the caller of the call that {@code w} belongs to. Once, by the partner that took {@code w}; no lock held. */
    public static void ready(Waiter w) {
        Parker call = w.parker;
        if (!Carrier.FULL) {
            Deadlock.progress(); // here no scheduler sees who is runnable, so the waker says it, before the call is done
        }
        Thread thread = call.thread;
        call.done();
        LockSupport.unpark(thread);
    }

    /** Waits until {@code deadline}: {@link Outcome#TIMEOUT}, or {@link Outcome#INTERRUPTED}. */
    public static Outcome sleep(long deadline) {
        switchPoint();
        return await(new Parker(), WaitReason.SLEEP, deadline);
    }

    // --- interrupts ---

    /** Returns whether a call that is about to block must not: the thread is interrupted, and that is not deferred. */
    public static boolean mayNotBlock() {
        return Thread.currentThread().isInterrupted() && !isMasked();
    }

    private static boolean isMasked(Parker call) {
        return call.g != null ? call.g.masked() > 0 : MASKED.get()[0] > 0;
    }

    private static boolean isMasked() {
        G g = Sched.currentG();
        return g != null ? g.masked() > 0 : MASKED.get()[0] > 0;
    }

    /** The status would make park return at once; it is set again when the deferral ends. */
    private static void deferInterrupt(Parker call) {
        Thread.interrupted();
        if (call.g != null) {
            call.g.deferInterrupt();
        } else {
            MASKED.get()[0] |= DEFERRED;
        }
    }

    private static final int DEFERRED = 1 << 30;

    /** From now on interrupts are kept back for the current thread. Nests. */
    public static void mask() {
        G g = Sched.currentG();
        if (g != null) {
            g.mask(1);
        } else {
            MASKED.get()[0]++;
        }
    }

    /** Ends one {@link #mask}; with the last one, an interrupt that was kept back becomes visible. */
    public static void unmask() {
        G g = Sched.currentG();
        boolean deferred;
        if (g != null) {
            deferred = g.mask(-1);
        } else {
            int[] masked = MASKED.get();
            masked[0]--;
            deferred = masked[0] == DEFERRED;
            if ((masked[0] & ~DEFERRED) == 0) {
                MASKED.remove();
            }
        }
        if (deferred) {
            Thread.currentThread().interrupt();
        }
    }
}
