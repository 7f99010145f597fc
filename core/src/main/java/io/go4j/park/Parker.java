// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import io.go4j.sched.G;
import io.go4j.sched.Sched;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One blocked call: who waits, and whether it is over. A plain call is its own {@link Waiter}; a select has one Waiter for each case. */
public class Parker {
    /*
     *   while in   becomes   by                                                        method
     *   OPEN       CLAIMED   the one partner (or the caller itself, to give up) that     claim
     *                        wins the CAS; needed only where several may try: select
     *   OPEN       DONE      the partner that took the plain waiter off its queue        Park.ready
     *   CLAIMED    DONE      the partner that claimed it                                 Park.ready
     *
     * The load of DONE is an acquire: everything the partner did before, and what it left in the Waiter, is visible to the caller when it
     * goes on. That is the happens-before edge of every operation that blocks; unpark itself promises none. The store is volatile, not only
     * a release: unpark does no more than look at the permit if that is there already, left over from a call that was done before its
     * caller parked. Without a fence that look may go before the store, the caller uses the permit up, finds the call open and parks.
     */
    private static final int OPEN = 0;
    private static final int CLAIMED = 1;
    private static final int DONE = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Parker.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The caller's thread. This reference is what keeps a parked goroutine alive: see G. */
    final Thread thread;

    /** The caller, if it is a goroutine. */
    final @Nullable G g;

    private int state = OPEN;

    /** Select: the case that was claimed. Written by who claims, read after done. */
    @Nullable Waiter winner;

    /** Makes the record of a call by the current thread. */
    public Parker() {
        thread = Thread.currentThread();
        g = Sched.currentG();
        if (g != null) {
            g.callBegins();
        }
    }

    /** The record of one case: the call's own record is {@code of}. */
    Parker(Parker of) {
        thread = of.thread;
        g = of.g;
    }

    /** Decides the call, if it is undecided. Any thread. */
    public final boolean claim() {
        return state == OPEN && STATE.compareAndSet(this, OPEN, CLAIMED);
    }

    /** Returns whether nobody has decided the call. Any thread; a glance. */
    final boolean isOpen() {
        return (int) STATE.getOpaque(this) == OPEN;
    }

    /**
     * Returns a negative number until the call is over. Not a boolean: a branch in here would have one profile for all loops that ask (see
     * {@code Training} for what the JIT makes of that).
     */
    final int openOrDone() {
        return (int) STATE.getAcquire(this) - DONE;
    }

    final void done() {
        if (g != null) {
            g.callEnds();
        }
        STATE.setVolatile(this, DONE); // before unpark looks at the permit
    }

    /** Returns the case that was claimed by a partner; null if the caller gave up. The caller, after done. */
    public final @Nullable Waiter winner() {
        return winner;
    }
}
