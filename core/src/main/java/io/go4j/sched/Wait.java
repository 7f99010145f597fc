// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.diag.WaitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One blocked call: who waits, why, and whether somebody has ended the wait. (Go: waitreason and selectDone of a g.) */
public class Wait {
    /*
     * All that can be said of a wait stands here, and not in the record of the goroutine, which serves another goroutine later: whoever
     * comes too late to end a wait, such as an alarm, finds a wait that is over and can do no harm. A goroutine that waits refers to its
     * wait (G.wait), and so does the list of ordinary threads that wait (Deadlock). The deadlock detector and the dumps ask the wait.
     *
     *   while in         becomes   by                                                              method
     *   OPEN             RUNG      the alarm: the deadline has come, and the caller is on its way    ring
     *   OPEN, RUNG       CLAIMED   the one partner that wins the CAS, or the caller, to give up;     claim
     *                              needed only where several may try: select
     *   OPEN, RUNG,      DONE      the partner that took the caller's place off the queue, or        done
     *   CLAIMED                    claimed the wait
     *
     * A wait that its caller gave up stays as it is: no queue leads to it any more.
     *
     * The load of DONE is an acquire: everything the partner did before, and what it left in the Waiter, is visible to the caller when it
     * goes on. That is the happens-before edge of every operation that blocks; unpark itself promises none. The store is volatile, not only
     * a release: unpark does no more than look at the permit if that is there already, left over from a call that was done before its
     * caller parked. Without a fence that look may go before the store, the caller uses the permit up, finds the call open and parks.
     *
     * R1  a wait that is pending (OPEN, the thread not interrupted) is ended by somebody else only: its caller does nothing but park
     */
    private static final int OPEN = 0;
    private static final int RUNG = 1;
    private static final int CLAIMED = 2;
    private static final int DONE = 3;

    /** Stands in {@code G.wait} while {@link Leaks} has taken the real one away. It is not pending, so that nobody builds on it. */
    static final Wait TAKEN = new Wait(DONE);

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Wait.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The caller's thread. This reference is what keeps a parked goroutine alive: see {@link G}. */
    public final Thread thread;

    /** The caller, if it is a goroutine. */
    public final @Nullable G g;

    @SuppressWarnings("UnusedVariable") // through STATE
    private int state;

    /** Why the caller waits. Written before {@code G.wait}, with which it is published. */
    private WaitReason reason = WaitReason.NONE;

    /** Makes the record of a call by the current thread. */
    protected Wait() {
        thread = Thread.currentThread();
        g = Sched.currentG();
    }

    /** Makes the record of one case of the call {@code of}. */
    protected Wait(Wait of) {
        thread = of.thread;
        g = of.g;
    }

    /** A wait of nobody. Its thread never starts: the one that happens to be here would be held for ever, and so could not be leaked. */
    private Wait(int state) {
        thread = new Thread(Sched.THREADS, () -> {}, "go4j-nobody", 0, false);
        g = null;
        this.state = state;
    }

    // --- the caller ---

    /** The caller is about to park, and queued already: from now on it counts as waiting (R1). */
    public final void begins(WaitReason why) {
        reason = why;
        G caller = g;
        if (caller == null) {
            Deadlock.outsiderWaits(this);
        } else {
            caller.waitFor(this);
        }
    }

    /** The caller goes on, however the wait ended. */
    public final void ends() {
        G caller = g;
        if (caller == null) {
            Deadlock.outsiderGoesOn(this);
        } else {
            caller.waitFor(null);
            Sched.goesOn();
        }
    }

    /**
     * Returns a negative number until a partner has ended the wait. Not a boolean: a branch in here would have one profile for all loops
     * that ask (see {@code Training} for what the JIT makes of that).
     */
    public final int openOrDone() {
        return (int) STATE.getAcquire(this) - DONE;
    }

    // --- whoever ends the wait ---

    /** Decides the call, if it is undecided: the winner alone may end it. Any thread. */
    public final boolean claim() {
        for (; ; ) {
            int now = (int) STATE.getOpaque(this);
            if (now >= CLAIMED) {
                return false;
            }
            if (STATE.compareAndSet(this, now, CLAIMED)) {
                return true;
            }
        }
    }

    /** Returns whether nobody has decided the call. Any thread; a glance. */
    public final boolean isUndecided() {
        return (int) STATE.getAcquire(this) < CLAIMED;
    }

    /** The deadline has come. Returns whether the caller is to be woken to look at it; false: the wait is decided. Any thread. */
    public final boolean ring() {
        return STATE.compareAndSet(this, OPEN, RUNG);
    }

    /** The call is over. The partner that decided it, once, before it unparks the thread. */
    public final void done() {
        STATE.setVolatile(this, DONE);
    }

    // --- looking, any thread ---

    /** Returns whether the caller cannot go on before somebody else does something: nobody has ended its wait or interrupted it. */
    public final boolean isPending() {
        return (int) STATE.getVolatile(this) == OPEN && !thread.isInterrupted();
    }

    /** Returns why the caller waits. */
    public final WaitReason reason() {
        return reason;
    }

    /** For the report of a detector that is being debugged. */
    @Override
    public String toString() {
        String[] names = {"open", "rung", "claimed", "done"};
        return names[(int) STATE.getVolatile(this)] + (thread.isInterrupted() ? ", interrupted" : "") + " (" + reason + ")";
    }
}
