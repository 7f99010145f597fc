// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.carrier.Carrier;
import io.go4j.carrier.SpinLock;
import io.go4j.park.Park;
import io.go4j.time.Timer;
import io.go4j.timer.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A context that can be cancelled, with a deadline or without. (Go: cancelCtx, timerCtx.) */
final class CancelNode extends Child implements CancelContext {
    /*
     * The tree: each node has a list of its children, linked through the children themselves, so that one joins and leaves in a step and
     * needs no memory for it. Go keeps a map.
     *
     * Cancelling marks the node and takes the whole list in one section under the lock, then closes `done`, then goes to the children
     * without any lock held (Ending). Go holds the lock of the parent all the way down; ours is a spin lock and the way may be long. So
     * the list of a node that has ended belongs to the one who ended it: `disown` leaves it alone.
     *
     * `ending` is set before `done` is closed, or who sees it closed might see no error; and `err()` waits for the close, which is a
     * matter of instructions, or who sees an error might see it open.
     *
     * X1  once `ending` is set, `children` is null and stays so
     * X2  once `ending` is set, `done` is set, and closed or about to be by the one who set `ending`
     */
    /** By this key a context tells the nearest node above, through contexts that are not ours. */
    static final Key<CancelNode> SELF = Key.of("io.go4j.context.CancelNode");

    /** Later than all that has a time. */
    private static final long NEVER = Long.MAX_VALUE;

    private static final Chan<Unit> CLOSED = Chan.make();

    static {
        CLOSED.close();
    }

    private final Context parent;
    private final @Nullable Instant deadline; // to be shown; see Clock
    private final long when; // the same by Clock, which decides; NEVER without one

    private final SpinLock lock = new SpinLock();

    // written under the lock
    private volatile @Nullable Chan<Unit> done; // made when it is first asked for
    private volatile @Nullable Ending ending;
    private @Nullable Child children;
    private @Nullable Timer timer;

    private CancelNode(Context parent, @Nullable Instant deadline, long when) {
        this.parent = parent;
        this.deadline = deadline;
        this.when = when;
    }

    static CancelNode of(Context parent) {
        Park.switchPointOfMany();
        CancelNode n = new CancelNode(parent, null, NEVER);
        n.attach(parent);
        return n;
    }

    static CancelNode of(Context parent, Duration timeout, @Nullable Throwable cause) {
        Objects.requireNonNull(timeout, "context: no timeout");
        Instant deadline;
        try {
            deadline = Clock.wall().plus(timeout);
        } catch (DateTimeException | ArithmeticException e) { // too far away for an Instant
            deadline = timeout.isNegative() ? Instant.MIN : Instant.MAX;
        }
        return of(parent, deadline, Clock.at(timeout), cause);
    }

    static CancelNode of(Context parent, Instant deadline, @Nullable Throwable cause) {
        Objects.requireNonNull(deadline, "context: no deadline");
        boolean asAbove = deadline.equals(parent.deadline()); // then it is meant to be the same, however the clock on the wall was set
        return of(parent, deadline, asAbove ? whenOf(parent) : Clock.at(Clock.untilWall(deadline)), cause);
    }

    private static CancelNode of(Context parent, Instant deadline, long when, @Nullable Throwable cause) {
        Park.switchPointOfMany();
        if (whenOf(parent) < when) {
            return of(parent); // the parent ends first, and tells us
        }
        CancelNode n = new CancelNode(parent, deadline, when);
        n.attach(parent);
        n.endAt(when, cause == null ? Context.DEADLINE_EXCEEDED : cause);
        return n;
    }

    private void endAt(long when, Throwable why) {
        if (ending != null) {
            return;
        }
        if (when <= Clock.nanos()) {
            finish(Context.DEADLINE_EXCEEDED, why);
            return;
        }
        Timer t = Timer.afterFunc(Clock.until(when), () -> finish(Context.DEADLINE_EXCEEDED, why));
        lock.lock();
        boolean needed = ending == null;
        if (needed) {
            timer = t;
        }
        lock.unlock();
        if (!needed) {
            t.stop();
        }
    }

    // --- asking ---

    Context parent() {
        return parent;
    }

    @Override
    public @Nullable Instant deadline() {
        CancelNode n = this;
        while (n.deadline == null && n.parent instanceof CancelNode above) { // not recursive: trees may be deep
            n = above;
        }
        return n.deadline != null ? n.deadline : n.parent.deadline();
    }

    @Override
    public @Nullable Duration timeLeft() {
        long when = whenOf(this);
        return when == NEVER ? null : Clock.until(when);
    }

    /** Returns the deadline of {@code c} by {@link Clock}; NEVER if it has none. */
    private static long whenOf(Context c) {
        for (; ; ) {
            switch (c) {
                case CancelNode n when n.when != NEVER -> {
                    return n.when;
                }
                case CancelNode n -> c = n.parent;
                case ValueContext v -> c = v.parent();
                default -> {
                    Duration left = c.timeLeft();
                    return left == null ? NEVER : Clock.at(left);
                }
            }
        }
    }

    /** For a context that is not ours: if it has its deadline from one of ours, asks that; else the clock on the wall, as it stands now. */
    static @Nullable Duration timeLeft(Context foreign) {
        Instant deadline = foreign.deadline();
        if (deadline == null) {
            return null;
        }
        CancelNode n = foreign.value(SELF);
        Duration left = n != null && deadline.equals(n.deadline()) ? n.timeLeft() : null;
        return left != null ? left : Clock.untilWall(deadline);
    }

    @Override
    public RecvChan<?> done() {
        Chan<Unit> d = done;
        return d != null ? d : makeDone();
    }

    private Chan<Unit> makeDone() {
        Park.switchPoint();
        Chan<Unit> made = Chan.make();
        lock.lock();
        Chan<Unit> d = done;
        if (d == null) {
            d = made;
            done = d;
        }
        lock.unlock();
        return d;
    }

    @Override
    public @Nullable ContextException err() {
        Ending e = ending;
        if (e == null) {
            return null;
        }
        awaitClosed();
        return e.err;
    }

    /** X2. Mostly it is closed already. */
    private void awaitClosed() {
        for (Chan<Unit> d = done; d == null || !d.isClosed(); d = done) {
            Carrier.osYield();
        }
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return ValueContext.lookUp(this, key);
    }

    static @Nullable Throwable causeOf(Context c) {
        ContextException e = c.err();
        if (e == null) {
            return null;
        }
        CancelNode n = c.value(SELF);
        Ending ending = n == null ? null : n.ending;
        return ending == null ? e : ending.cause;
    }

    @Override
    @Nullable Ending endedBy() {
        return ending;
    }

    // --- ending ---

    @Override
    public void cancel(@Nullable Throwable cause) {
        Park.switchPointOfMany();
        finish(Context.CANCELED, cause == null ? Context.CANCELED : cause);
    }

    private void finish(ContextException err, Throwable cause) {
        Ending before = ending;
        if (before == null) {
            Ending mine = new Ending(err, cause);
            try {
                mine.tell(this);
            } finally {
                if (ending == mine) {
                    detach();
                }
            }
        } else {
            before.await();
        }
    }

    @Override
    @Nullable Child end(Ending why) {
        lock.lock();
        if (ending != null) {
            lock.unlock();
            return null;
        }
        ending = why;
        Chan<Unit> d = done;
        if (d == null) {
            done = CLOSED;
        }
        Child below = children;
        children = null; // X1
        Timer t = timer;
        timer = null;
        lock.unlock();
        if (d != null) {
            d.close();
        }
        if (t != null) {
            t.stop();
        }
        return below;
    }

    // --- the tree ---

    /** Returns the node whose end is the end of {@code c}; null if there is none, or {@code c} is foreign and does not say. */
    static @Nullable CancelNode nodeOf(Context c) {
        for (; ; ) {
            switch (c) {
                case CancelNode n -> {
                    return n;
                }
                case ValueContext v -> c = v.parent();
                case Root r -> {
                    return null;
                }
                case WithoutCancel w -> {
                    return null;
                }
                default -> {
                    CancelNode n = c.value(SELF);
                    return n != null && n.done() == c.done() ? n : null; // it may end earlier than what it wraps
                }
            }
        }
    }

    /** Returns whether {@code c}, of which {@link #nodeOf} knows nothing, may end nevertheless. */
    static boolean isForeign(Context c) {
        Context top = withoutValues(c);
        return !(top instanceof Root || top instanceof WithoutCancel) && top.done() != Chan.nil();
    }

    /** Returns what {@code c} adds its values to. */
    static Context withoutValues(Context c) {
        Context top = c;
        while (top instanceof ValueContext v) {
            top = v.parent();
        }
        return top;
    }

    /** Returns by what this has ended; null: it has not, and has one child more. */
    @Nullable Ending adopt(Child c) {
        lock.lock();
        Ending before = ending;
        if (before == null) {
            Child head = children;
            c.next = head;
            if (head != null) {
                head.prev = c;
            }
            children = c;
        }
        lock.unlock();
        return before;
    }

    void disown(Child c) {
        lock.lock();
        if (ending == null) { // X1
            Child before = c.prev;
            Child after = c.next;
            if (before != null) {
                before.next = after;
            } else if (children == c) {
                children = after;
            }
            if (after != null) {
                after.prev = before;
            }
            c.prev = null;
            c.next = null;
        }
        lock.unlock();
    }

    /** Returns how many children this has. For tests. */
    int countChildren() {
        lock.lock();
        int n = 0;
        for (Child c = children; c != null; c = c.next) {
            n++;
        }
        lock.unlock();
        return n;
    }

    @Override
    public String toString() {
        if (deadline == null) {
            return parent + ".WithCancel";
        }
        return parent + ".WithDeadline(" + deadline + " [" + GoDuration.text(Clock.until(when)) + "])";
    }
}
