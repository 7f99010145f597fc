// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The calls that wait on one thing, first come first served. Used with the lock of that thing held. (Go: waitq.) */
public final class WaitQueue {
    private static final VarHandle FIRST;

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(WaitQueue.class, "first", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Waiter first;
    private @Nullable Waiter last;

    /** Makes an empty queue. */
    public WaitQueue() {}

    /** Appends {@code w}, which is in no queue. */
    public void add(Waiter w) {
        Waiter tail = last;
        w.queue = this;
        w.prev = tail;
        if (tail == null) {
            first = w;
        } else {
            tail.next = w;
        }
        last = w;
    }

    /** Puts {@code w} before all others. */
    public void addFirst(Waiter w) {
        Waiter head = first;
        w.queue = this;
        w.next = head;
        if (head == null) {
            last = w;
        } else {
            head.prev = w;
        }
        first = w;
    }

    /** Takes {@code w} out, from wherever it stands. Returns whether it was here; false: a partner has taken it. */
    public boolean remove(Waiter w) {
        if (w.queue != this) {
            return false;
        }
        unlink(w);
        return true;
    }

    /**
     * Takes the first waiter that can still be served, and decides its call. Cases of selects that were decided elsewhere are dropped on
     * the way.
     */
    public @Nullable Waiter claimFirst() {
        for (; ; ) {
            Waiter w = first;
            if (w == null) {
                return null;
            }
            unlink(w);
            if (!w.isSelect()) {
                return w;
            }
            if (w.parker.claim()) {
                w.parker.winner = w;
                return w;
            }
        }
    }

    /** Takes the first waiter, whose call is decided already. */
    public @Nullable Waiter takeFirst() {
        Waiter w = first;
        if (w != null) {
            unlink(w);
        }
        return w;
    }

    /** Returns whether {@link #claimFirst} has a chance: drops those decided elsewhere. */
    public boolean hasOpen() {
        for (; ; ) {
            Waiter w = first;
            if (w == null) {
                return false;
            }
            if (!w.isSelect() || w.parker.isUndecided()) {
                return true;
            }
            unlink(w);
        }
    }

    /** Returns whether nobody stands here. Without the lock: a glance. */
    public boolean isEmpty() {
        return FIRST.getAcquire(this) == null;
    }

    private void unlink(Waiter w) {
        Waiter before = w.prev;
        Waiter after = w.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.prev = before;
        }
        w.queue = null;
        w.prev = null;
        w.next = null;
    }
}
