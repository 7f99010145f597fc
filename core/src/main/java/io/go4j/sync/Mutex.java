// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.FatalError;
import io.go4j.GoInterruptedException;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Contention;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import io.go4j.sched.Holder;
import io.go4j.sched.Sched;
import io.go4j.timer.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion. Has no owner: one goroutine may lock and another unlock. Not reentrant: who locks twice waits for ever.
 *
 * {@snippet file="sync/MutexCounter.java" region="mutex"}
 *
 * <p>Who comes while the mutex is locked waits in a queue. A goroutine that runs may still be faster than the one that an unlock wakes;
 * but once one has waited for over a millisecond, the mutex is handed to those who wait in the order in which they came. Waiting shows as
 * {@code sync.Mutex.Lock} in dumps.
 *
 * <p>Memory effects: the n-th {@link #unlock} happens-before the return of every later {@link #lock}, and of a {@link #tryLock} that
 * succeeds; one that fails has no memory effect. (Go: sync.Mutex.)
 */
public final class Mutex implements Lock {
    /*
     * Go's two modes. Normally an unlock wakes the first waiter, but does not give it the mutex: a goroutine that runs may take it first,
     * which keeps the mutex busy. A waiter that loses goes to the front again. Once one has waited for over 1 ms, unlock hands the mutex
     * over to it directly, and the one who unlocked gives way.
     *
     * Rejected: Go's short spinning of those who come, for the reason given in Park.
     *
     * All of it is in one word, so that while a woken waiter is on its way, which takes microseconds, the others lock and unlock with a
     * single instruction each. LOCKED is set and cleared by anybody, the other bits change only under `lock`. With STARVING nobody takes
     * the mutex, also when it is free: it is handed over until the queue is empty. Who sets it was the woken one, so never WOKEN and
     * STARVING.
     *
     * Y1  QUEUED is set whenever the queue is not empty and `lock` is free
     * Y2  while the mutex is free and the queue is not empty, somebody will see to it: a woken waiter that is on its way (WOKEN), or who
     *     unlocks, between its two steps
     * Y6  it is handed over only while nobody has it: free, and STARVING so that nobody takes it
     */
    private static final int LOCKED = 1 << 31; // the highest: to add it changes no other bit
    private static final int QUEUED = 1;
    private static final int WOKEN = 2;
    private static final int STARVING = 4;
    private static final long STARVING_NANOS = 1_000_000;

    private static final String INTERRUPTED = "sync: Mutex.lock was interrupted";

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Mutex.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    // For checkDeadlock only: who locked it, though another may unlock. Set after the mutex was taken and cleared before it is given back,
    // without a fence: others see NOBODY or the truth.
    private long holder;

    /** What a waiting goroutine refers to instead of the mutex. Made at the first wait; whose stays does not matter. */
    private @Nullable Holder view;

    // guarded by `lock`
    private final SpinLock lock = new SpinLock();
    private final WaitQueue waiters = new WaitQueue();

    /** Makes an unlocked mutex. */
    public Mutex() {}

    /** Locks; waits until that is possible. Cannot be interrupted, as {@link Lock} wants it: see {@link #lockInterruptibly}. */
    @Override
    public void lock() {
        Park.switchPointOfMany();
        lockChecked();
    }

    /** The same, for who has made sure that there is stack enough. */
    void lockChecked() {
        // Fewer instructions than compareAndSet; and split so that the fast path inlines.
        if ((int) STATE.compareAndExchange(this, 0, LOCKED) != 0 && !take()) {
            lockUninterruptibly();
        }
        holder = Holder.mark();
    }

    private void lockUninterruptibly() {
        Park.mask();
        try {
            lockSlow(Park.NO_DEADLINE);
        } finally {
            Park.unmask();
        }
    }

    /**
     * Locks; waits until that is possible or the thread is interrupted.
     *
     * @throws InterruptedException if the thread is interrupted now or while it waits; the mutex is not locked by this call then, and the
     *     interrupt status is cleared
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        Park.switchPointOfMany();
        Sema.throwIfInterrupted(INTERRUPTED);
        if (!take()) {
            lockSlowOrThrow(Park.NO_DEADLINE);
        }
        holder = Holder.mark();
    }

    private boolean lockSlowOrThrow(long deadline) throws InterruptedException {
        try {
            return lockSlow(deadline);
        } catch (GoInterruptedException e) {
            throw Sema.checked(e);
        }
    }

    /**
     * Locks if that is possible now: never waits, and fails too while the mutex is being handed to those who wait.
     *
     * @return whether it is locked now by this call
     */
    @Override
    public boolean tryLock() {
        Park.switchPointOfMany();
        boolean locked = take();
        if (locked) {
            holder = Holder.mark();
        }
        return locked;
    }

    private boolean take() {
        int s = state;
        return (s & (LOCKED | STARVING)) == 0 && STATE.compareAndSet(this, s, s | LOCKED);
    }

    /**
     * Locks if that is possible in time.
     *
     * @param time how long to wait; zero or less: not at all
     * @param unit the unit of {@code time}
     * @return whether it is locked now by this call
     * @throws InterruptedException as {@link #lockInterruptibly}
     */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        Park.switchPointOfMany();
        Sema.throwIfInterrupted(INTERRUPTED);
        return tryLock() || (time > 0 && lockSlowOrThrow(Sema.deadline(time, unit)));
    }

    /** Returns whether the mutex was locked before {@code deadline}. */
    private boolean lockSlow(long deadline) {
        long since = -1;
        boolean again = false;
        for (; ; ) {
            Waiter w = waiter(again);
            lock.lock();
            if (takeOrMark(again ? WOKEN : 0)) { // Y2: it is us
                lock.unlock();
                holder = Holder.mark();
                return true;
            }
            long now = Clock.nanos();
            if (since < 0) {
                since = now;
            } else if (now - since > STARVING_NANOS) {
                set(0, STARVING);
            }
            if (again) {
                waiters.addFirst(w);
            } else {
                waiters.add(w);
            }
            lock.unlock();
            boolean inTime;
            Holder.awaited(view);
            try {
                inTime = Sema.await(w, waiters, lock, WaitReason.MUTEX_LOCK, deadline, INTERRUPTED);
            } catch (Throwable t) {
                gaveUp();
                throw t;
            } finally {
                Holder.awaited(null);
            }
            Contention.woken(w, now);
            if (!inTime) {
                gaveUp();
                return false;
            }
            if (w.success) {
                holder = Holder.mark();
                return true; // handed over
            }
            again = true;
        }
    }

    private Waiter waiter(boolean woken) {
        try {
            if (view == null) {
                view = new View(this);
            }
            return Sema.waiter(INTERRUPTED);
        } catch (Throwable t) {
            if (woken) {
                passOn();
            }
            throw t;
        }
    }

    /** A waiter that was woken does not take the mutex: if it is free, the next one must be woken in its place. */
    private void passOn() {
        lock.lock();
        set(WOKEN, 0); // Y2
        Waiter next = (state & LOCKED) == 0 ? wakeFirst() : null;
        lock.unlock();
        if (next != null) {
            Sema.ready(next);
        }
    }

    /** Takes the mutex if it is free and nobody starves; else makes sure that unlock sees the queue. Clears {@code bits}. `lock` held. */
    private boolean takeOrMark(int bits) {
        for (; ; ) {
            int s = state;
            boolean free = (s & (LOCKED | STARVING)) == 0;
            if (STATE.compareAndSet(this, s, (s & ~bits) | (free ? LOCKED : QUEUED))) {
                return free;
            }
        }
    }

    /** `lock` held. */
    private void set(int clear, int set) {
        int s;
        do {
            s = state;
        } while (!STATE.compareAndSet(this, s, (s & ~clear) | set));
    }

    /** A waiter left the queue: interrupted, or out of time. */
    private void gaveUp() {
        lock.lock();
        if (waiters.isEmpty()) {
            set(QUEUED | STARVING, 0);
        }
        lock.unlock();
    }

    /**
     * Unlocks. Never waits; wakes at most one of those who wait.
     *
     * @throws FatalError {@code sync: unlock of unlocked mutex}
     */
    @Override
    public void unlock() {
        Park.switchPoint();
        unlockChecked();
    }

    /** The same, for who has made sure that there is stack enough. */
    void unlockChecked() {
        holder = Holder.NOBODY;
        int before = (int) STATE.getAndAdd(this, LOCKED); // an addition is faster than a CAS
        if (before != LOCKED) {
            unlockSlow(before);
        }
    }

    private void unlockSlow(int before) {
        if ((before & LOCKED) == 0) {
            unlockChecked(); // the addition has locked it
            throw Sema.fatal("sync: unlock of unlocked mutex");
        }
        if ((before & WOKEN) != 0) {
            return; // Y2
        }
        lock.lock();
        Waiter next = wakeFirst();
        lock.unlock();
        if (next != null) {
            boolean handed = next.success;
            Contention.unlocks(next);
            Sema.ready(next);
            if (handed) {
                Sched.goyield(); // Go: the new holder runs in the rest of our time slice
            }
        }
    }

    /** Takes the first waiter off the queue; if waiters starve, it gets the mutex. `lock` held. */
    private @Nullable Waiter wakeFirst() {
        int s = state;
        boolean starving = (s & STARVING) != 0;
        // Since the caller unlocked, another may have taken it and those who wait may starve: that one will hand it over (Y6).
        boolean wake = (s & (starving ? LOCKED : WOKEN)) == 0;
        Waiter next = wake ? waiters.claimFirst() : null;
        int set = 0;
        if (next != null) {
            next.success = starving;
            set = starving ? LOCKED : WOKEN; // handed over it stays locked: it is the new holder's
        }
        set(waiters.isEmpty() ? QUEUED | STARVING : 0, set); // Y1
        return next;
    }

    /** Who holds a mutex that was waited for. Weak: through a mutex that only leaked goroutines know they must not be found alive. */
    private static final class View extends Holder {
        private final WeakReference<Mutex> mutex;

        View(Mutex mutex) {
            super("sync.Mutex");
            this.mutex = new WeakReference<>(mutex);
        }

        @Override
        protected long markOfHolder() {
            Mutex m = mutex.get();
            return m == null ? NOBODY : m.holder;
        }
    }

    /**
     * Returns a condition to wait for with this mutex locked.
     *
     * @return a condition over a {@link Cond}: it wakes nobody who was not signalled, in the order in which they came
     */
    @Override
    public Condition newCondition() {
        return new LockCondition(this);
    }

    @Override
    public String toString() {
        return (state & LOCKED) == 0 ? "mutex(unlocked)" : "mutex(locked)";
    }
}
