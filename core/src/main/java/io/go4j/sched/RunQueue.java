// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runnable goroutines of one processor. The owner pushes and pops; any other processor may take half.
 *
 * @param <T> what is queued; a type parameter so that the checkers of {@code stress} can queue numbers
 */
public final class RunQueue<T> {
    /*
     * A ring of 256 slots, plus one slot `runnext` for the goroutine just readied: it runs next on the same P, so that a ping-pong pair
     * stays warm and the one who was just handed a value finds it in the cache.
     *
     * Rejected: one shared queue (every push contends); a deque stolen from the tail (takes the warm end); unbounded growth (hides a
     * producer no one drains; what does not fit goes to GlobalRunQueue instead).
     *
     * Q1  0 <= tail - head <= capacity
     * Q2  only the owner stores tail and slots; head moves by CAS, from either side
     * Q3  runnext becomes non-null only by the owner
     *
     *           owner          thief          why this mode is enough
     * head      acquire, CAS   acquire, CAS   winning the CAS is what makes the slots mine
     * tail      plain/release  acquire        the release store publishes the slot just filled (pairs with grab)
     * slots     opaque         opaque         read before the CAS on head; a stale value is thrown away when that fails
     * runnext   swap           CAS to null    swap returns what a thief did not get; into null a release store is enough (Q3)
     *
     * Slots are not cleared when taken: that would be a store by a thief into a slot that the owner may be filling again. So what was
     * queued can stay reachable from a ring until the slot is used again. Therefore an entry holds nothing of the user's when its work is
     * done: a dead G, which is small, an ended Stack, a ForeignThread that was taken.
     */
    static final int CAPACITY = 256;

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle RUNNEXT;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            var l = MethodHandles.lookup();
            HEAD = l.findVarHandle(RunQueue.class, "head", int.class);
            TAIL = l.findVarHandle(RunQueue.class, "tail", int.class);
            RUNNEXT = l.findVarHandle(RunQueue.class, "runnext", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Takes what does not fit: half of the ring, oldest first, and the new one. */
    @FunctionalInterface
    public interface Overflow<T> {
        /** Called by the owner with the goroutines that go, oldest first. The list is used again afterwards. */
        void spill(List<T> batch);
    }

    /** What is about to be spilled; else empty. Kept, since a push must not fail for want of memory. Owner only. */
    private final List<T> batch;

    private final Object[] slots;
    private final int mask;

    @SuppressWarnings("UnusedVariable") // through HEAD
    private int head;

    private int tail;
    private @Nullable Object runnext;

    /** Makes an empty queue of 256 slots. */
    public RunQueue() {
        this(CAPACITY);
    }

    /** Makes an empty queue; {@code capacity} is a power of two, small ones are for tests. */
    public RunQueue(int capacity) {
        slots = new Object[capacity];
        mask = capacity - 1;
        batch = new ArrayList<>(capacity / 2 + 1);
    }

    /**
     * Puts {@code t} into {@code runnext}. Owner only.
     *
     * @return who was there before and must now be pushed, or null
     */
    @SuppressWarnings("unchecked")
    public @Nullable T swapNext(T t) {
        if (runnext == null) { // it stays so: only the owner fills it (Q3). Saves an atomic operation for every goroutine readied
            RUNNEXT.setRelease(this, t);
            return null;
        }
        return (T) RUNNEXT.getAndSet(this, t);
    }

    /** Takes {@code runnext}. Owner only; a thief may be faster. */
    @SuppressWarnings("unchecked")
    public @Nullable T popNext() {
        return runnext == null ? null : (T) RUNNEXT.getAndSet(this, null);
    }

    /** Takes {@code runnext} if it is still {@code expected}. Any thread. */
    public boolean stealNext(T expected) {
        return RUNNEXT.compareAndSet(this, expected, null);
    }

    /** Returns what is in {@code runnext}. Any thread; a glance. */
    @SuppressWarnings("unchecked")
    public @Nullable T peekNext() {
        return (T) RUNNEXT.getAcquire(this);
    }

    /** Appends {@code t}; when the ring is full, half of it and {@code t} go to {@code overflow}. Owner only. */
    public void push(T t, Overflow<T> overflow) {
        for (; ; ) {
            int h = (int) HEAD.getAcquire(this); // pairs with the CAS of a thief: the slot is free
            int at = tail;
            if (at - h < slots.length) {
                SLOTS.setOpaque(slots, at & mask, t);
                TAIL.setRelease(this, at + 1);
                return;
            }
            if (spillHalf(t, h, overflow)) {
                return;
            }
            // a thief has made room
        }
    }

    private boolean spillHalf(T t, int h, Overflow<T> overflow) {
        int n = slots.length / 2;
        for (int i = 0; i < n; i++) {
            batch.add(slot(h + i));
        }
        boolean mine = HEAD.compareAndSet(this, h, h + n);
        if (mine) {
            batch.add(t);
            overflow.spill(batch);
        }
        batch.clear();
        return mine;
    }

    @SuppressWarnings("unchecked")
    private T slot(int at) {
        return (T) SLOTS.getOpaque(slots, at & mask);
    }

    /** Takes the oldest, not looking at {@code runnext}; null if there is none. Owner only. */
    @SuppressWarnings("unchecked")
    public @Nullable T pop() {
        for (; ; ) {
            int h = (int) HEAD.getAcquire(this);
            if (h == tail) {
                return null;
            }
            Object t = SLOTS.getOpaque(slots, h & mask);
            if (HEAD.compareAndSet(this, h, h + 1)) {
                return (T) t;
            }
        }
    }

    /** Takes the oldest, not looking at {@code runnext}; null if there is none. Any thread. */
    @SuppressWarnings("unchecked")
    public @Nullable T steal() {
        for (; ; ) {
            int h = (int) HEAD.getAcquire(this);
            int t = (int) TAIL.getAcquire(this); // pairs with push: the slot is filled
            if (t - h <= 0) {
                return null;
            }
            Object first = SLOTS.getOpaque(slots, h & mask);
            if (HEAD.compareAndSet(this, h, h + 1)) {
                return (T) first;
            }
        }
    }

    /** Returns the one that {@link #pop} would take; null if there is none. Owner only. */
    @SuppressWarnings("unchecked")
    public @Nullable T peek() {
        int h = (int) HEAD.getAcquire(this);
        return h == tail ? null : (T) SLOTS.getOpaque(slots, h & mask);
    }

    /**
     * Takes half of {@code victim}'s ring, rounded up, into this queue, which is the caller's and empty.
     *
     * @return one of them, the newest, which is not left in this queue; null if the victim had none
     */
    @SuppressWarnings("unchecked")
    public @Nullable T stealHalfOf(RunQueue<T> victim) {
        int at = tail;
        for (; ; ) {
            int h = (int) HEAD.getAcquire(victim);
            int t = (int) TAIL.getAcquire(victim); // pairs with push: the slots are filled
            int n = t - h;
            n -= n / 2;
            if (n <= 0) {
                return null;
            }
            if (n > victim.slots.length / 2) {
                continue; // head and tail were not read at one instant
            }
            for (int i = 0; i < n; i++) {
                SLOTS.setOpaque(slots, (at + i) & mask, SLOTS.getOpaque(victim.slots, (h + i) & victim.mask));
            }
            if (HEAD.compareAndSet(victim, h, h + n)) {
                n--;
                T last = (T) SLOTS.getOpaque(slots, (at + n) & mask);
                if (n > 0) {
                    TAIL.setRelease(this, at + n);
                }
                return last;
            }
        }
    }

    /** Returns the number of goroutines in the ring, without {@code runnext}. Any thread; a glance. */
    public int size() {
        for (; ; ) {
            int h = (int) HEAD.getAcquire(this);
            int t = (int) TAIL.getAcquire(this);
            int n = t - h;
            if (n >= 0 && n <= slots.length) {
                return n;
            }
        }
    }

    /**
     * Returns whether there is nothing at all. Any thread. Never says "empty" while a goroutine moves from {@code runnext} into the ring:
     * that would be a lost wake-up for the M that goes idle on it.
     */
    public boolean isEmpty() {
        for (; ; ) {
            int h = (int) HEAD.getAcquire(this);
            int t = (int) TAIL.getAcquire(this);
            Object next = RUNNEXT.getAcquire(this);
            if (t == (int) TAIL.getAcquire(this)) {
                return h == t && next == null;
            }
        }
    }
}
