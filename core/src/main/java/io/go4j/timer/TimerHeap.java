// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import io.go4j.carrier.SpinLock;

/** The timers of one processor: a 4-ary min-heap by due time. */
public final class TimerHeap extends SpinLock {
    /*
     * Go keeps a 4-ary heap per P and marks stopped timers as zombies, swept later. Here a timer knows its index, so a stopped one is
     * taken out at once in O(log n); there are no zombies and "the heap is empty" is exact, which the deadlock detector needs.
     *
     * Rejected: the JDK's delay queue (one lock for the program, one thread that wakes for each timer); a timing wheel (needs a tick
     * thread and rounds due times).
     *
     * T1  timers[i].index == i for i < size, and timers[i].heap == this
     * T2  timers[(i-1)/4].when <= timers[i].when
     * T3  next == timers[0].when, or NEVER if the heap is empty, whenever the lock is free
     */
    /** The due time of an empty heap. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int ARITY = 4;
    private static final int INITIAL = 16;

    private Timer[] timers = new Timer[INITIAL];
    private int size;
    private volatile long next = NEVER;

    /** Makes an empty heap. */
    public TimerHeap() {}

    /** Returns when the earliest timer is due, {@link #NEVER} if there is none. Any thread; a moment later it may be wrong. */
    public long next() {
        return next;
    }

    /** Returns the number of timers. Any thread; a snapshot. */
    public int size() {
        return size;
    }

    /**
     * Sets {@code t}, which must not be in any heap. Any thread.
     *
     * @param when due time by {@link Clock}
     * @param periodNanos 0, or the distance of later expiries
     * @param seq handed to the action
     * @return true if it is now the earliest of this heap
     */
    public boolean add(Timer t, long when, long periodNanos, long seq) {
        lock();
        while (size == timers.length) {
            int n = size + 1;
            unlock();
            reserve(n); // if there is no memory, nothing has changed
            lock();
        }
        try {
            assert t.index == Timer.NOT_IN_HEAP : "T1";
            t.when = when;
            t.periodNanos = periodNanos;
            t.seq = seq;
            insert(t);
            return timers[0] == t;
        } finally {
            unlock();
        }
    }

    /** Lock held, and there is room. */
    private void insert(Timer t) {
        t.heap = this;
        siftUp(size++, t);
        next = timers[0].when;
    }

    /** Lock held. */
    boolean remove(Timer t) {
        int i = t.index;
        if (i == Timer.NOT_IN_HEAP) {
            return false;
        }
        assert timers[i] == t : "T1";
        t.index = Timer.NOT_IN_HEAP;
        Timer last = timers[--size];
        vacate(size);
        if (last != t) {
            if (i > 0 && last.when < timers[(i - 1) / ARITY].when) {
                siftUp(i, last);
            } else {
                siftDown(i, last);
            }
        }
        next = size == 0 ? NEVER : timers[0].when;
        return true;
    }

    /**
     * Runs every timer that is due. Any M; the actions run on the caller, with the lock released.
     *
     * @return the number of timers run
     */
    public int run(long now) {
        int ran = 0;
        while (next <= now) {
            Timer t;
            long when;
            long seq;
            lock();
            try {
                if (size == 0 || timers[0].when > now) {
                    break;
                }
                t = timers[0];
                when = t.when;
                seq = t.seq;
                if (t.periodNanos > 0) { // stays on its grid: a late tick does not shift the later ones
                    t.when += t.periodNanos * (1 + (now - when) / t.periodNanos);
                    siftDown(0, t);
                    next = timers[0].when;
                } else {
                    remove(t);
                }
            } finally {
                unlock();
            }
            try {
                t.action.fire(when, seq);
            } catch (OutOfMemoryError e) {
                again(t, when, seq);
                throw e;
            }
            ran++;
        }
        return ran;
    }

    /** There was no memory for what it does: it is due once more, unless it has been set anew meanwhile. */
    private void again(Timer t, long when, long seq) {
        lock();
        try {
            if (t.index == Timer.NOT_IN_HEAP && t.heap == this && t.seq == seq && size < timers.length) {
                t.when = when;
                insert(t);
            }
        } finally {
            unlock();
        }
    }

    /** Makes room for {@code n} timers in all, so that a {@link #moveTo} need not. Any thread. */
    public void reserve(int n) {
        int length = Math.max(n, INITIAL);
        while (true) {
            lock();
            boolean room = timers.length >= length;
            unlock();
            if (room) {
                return;
            }
            Timer[] longer = new Timer[Math.max(length, 2 * size)]; // allocated while nobody waits for the lock
            lock();
            if (timers.length < longer.length && size <= longer.length) {
                System.arraycopy(timers, 0, longer, 0, size);
                timers = longer;
            }
            unlock();
        }
    }

    /**
     * Moves all timers to {@code other}; allocates nothing. The caller makes sure that no third heap takes part.
     *
     * @return false if {@code other} has some already, and no room for those of this heap too: then nothing has changed
     */
    public boolean moveTo(TimerHeap other) {
        lock();
        other.lock();
        boolean room = other.size == 0 || size + other.size <= other.timers.length;
        if (room) {
            if (other.size == 0) {
                Timer[] empty = other.timers;
                other.timers = timers;
                timers = empty;
                takeOver(other);
            } else {
                for (int i = 0; i < size; i++) {
                    other.insert(timers[i]);
                    vacate(i);
                }
            }
            size = 0;
            next = NEVER;
        }
        other.unlock();
        unlock();
        return room;
    }

    /** {@code other} has got the array of this heap. Both locks held. */
    private void takeOver(TimerHeap other) {
        for (int i = 0; i < size; i++) {
            other.timers[i].heap = other;
        }
        other.size = size;
        other.next = next;
    }

    private void siftUp(int i, Timer t) {
        while (i > 0) {
            int parent = (i - 1) / ARITY;
            Timer p = timers[parent];
            if (p.when <= t.when) {
                break;
            }
            place(i, p);
            i = parent;
        }
        place(i, t);
    }

    private void siftDown(int i, Timer t) {
        for (; ; ) {
            int first = i * ARITY + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + ARITY, size);
            for (int c = first + 1; c < end; c++) {
                if (timers[c].when < timers[least].when) {
                    least = c;
                }
            }
            if (timers[least].when >= t.when) {
                break;
            }
            place(i, timers[least]);
            i = least;
        }
        place(i, t);
    }

    @SuppressWarnings("NullAway") // nothing at or above size is read
    private void vacate(int i) {
        timers[i] = null;
    }

    private void place(int i, Timer t) {
        timers[i] = t;
        t.index = i;
    }
}
