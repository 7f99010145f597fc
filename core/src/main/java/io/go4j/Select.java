// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.Hchan;
import io.go4j.chan.Selection;
import io.go4j.park.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A select that was prepared once, for hot loops. Holds nothing of a run; several goroutines may run it at once.
 *
 * {@snippet file="select/Prepared.java" region="prepared"}
 *
 * @param <R> what it yields
 */
public final class Select<R extends @Nullable Object> {
    private final Case<? extends R>[] cases;
    private final @Nullable DefaultCase<? extends R> otherwise;
    private final Hchan[] chans;
    private final int[] order;
    private final boolean inOrder;

    @SuppressWarnings("unchecked")
    private Select(Case<? extends R>[] cases, boolean inOrder) {
        DefaultCase<? extends R> found = null;
        int n = 0;
        for (Case<? extends R> c : cases) {
            if (c instanceof DefaultCase<? extends R> d) {
                if (found != null) {
                    throw new IllegalArgumentException("select: more than one default case");
                }
                found = d;
            } else {
                n++;
            }
        }
        otherwise = found != null && found.isOn() ? found : null;
        this.inOrder = inOrder;
        if (n == cases.length) {
            this.cases = cases;
        } else {
            this.cases = (Case<? extends R>[]) new Case<?>[n];
            int at = 0;
            for (Case<? extends R> c : cases) {
                if (!(c instanceof DefaultCase<?>)) {
                    this.cases[at++] = c;
                }
            }
        }
        chans = new Hchan[n];
        for (int i = 0; i < n; i++) {
            chans[i] = this.cases[i].ch;
        }
        order = Selection.lockOrder(chans);
    }

    /**
     * Prepares a select that chooses among the ready cases with equal chance.
     *
     * @param <R> what it yields
     * @param cases the cases, at most one of them a default
     * @return the select
     * @throws IllegalArgumentException if there are two defaults
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> Select<R> of(Case<? extends R>... cases) {
        return new Select<>(cases.clone(), false);
    }

    /**
     * Prepares a select that takes the first ready case as written.
     *
     * @param <R> what it yields
     * @param cases the cases, at most one of them a default
     * @return the select
     * @throws IllegalArgumentException if there are two defaults
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> Select<R> inOrder(Case<? extends R>... cases) {
        return new Select<>(cases.clone(), true);
    }

    /** A select that is not kept. One case and a default, the polling form, needs none of what is prepared. */
    static <R extends @Nullable Object> R once(Case<? extends R>[] cases, boolean inOrder) {
        if (cases.length == 2) {
            Case<? extends R> first = cases[0];
            Case<? extends R> second = cases[1];
            if (second instanceof DefaultCase<? extends R> d && d.isOn() && !(first instanceof DefaultCase<?>)) {
                return runSingle(first, d);
            }
            if (first instanceof DefaultCase<? extends R> d && d.isOn() && !(second instanceof DefaultCase<?>)) {
                return runSingle(second, d);
            }
        }
        return new Select<R>(cases, inOrder).run();
    }

    /**
     * Waits until a case can go on, unless there is a default; performs just that one and yields what it gives. See {@link Go4j#select}.
     *
     * @return what the chosen case yields; null only if that yields null
     * @throws Panic {@code send on closed channel}, if such a case is chosen
     * @throws GoInterruptedException if the thread is interrupted while, or when, the select would have to wait; no case was performed
     */
    public R run() {
        int n = cases.length;
        if (otherwise != null && n == 1) {
            return runSingle(cases[0], otherwise);
        }
        Object[] values = new Object[n];
        for (int i = 0; i < n; i++) {
            values[i] = cases[i].operand();
        }
        Selection s = new Selection(chans, values, order);
        int chosen = s.run(otherwise == null, inOrder);
        if (s.result() != Outcome.DONE) {
            throw s.result() == Outcome.CLOSED ? Chan.failed(Outcome.CLOSED) : new GoInterruptedException("select: interrupted");
        }
        if (chosen == Selection.NONE) {
            if (otherwise == null) {
                throw new AssertionError("go4j bug: a select without default chose no case");
            }
            return finish(otherwise, null);
        }
        return finish(cases[chosen], s.received());
    }

    /** One case and a default is one operation that does not wait. */
    private static <R extends @Nullable Object> R runSingle(Case<? extends R> c, DefaultCase<? extends R> otherwise) {
        Object value = c.operand();
        if (value == Selection.RECEIVE) {
            Object v = c.ch.tryReceive();
            return v == Outcome.NOT_READY ? finish(otherwise, null) : finish(c, v);
        }
        Outcome result = c.ch.trySend(value);
        if (result == Outcome.CLOSED) {
            throw Chan.failed(result);
        }
        return result == Outcome.DONE ? finish(c, null) : finish(otherwise, null);
    }

    private static <R extends @Nullable Object> R finish(Case<? extends R> chosen, @Nullable Object received) {
        try {
            return chosen.finish(received);
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }
}
