// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.FatalError;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import io.go4j.sched.Holder;
import io.go4j.timer.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion. Has no owner: one goroutine may lock and another unlock. Not reentrant: who locks twice waits for ever.
 *
 * {@snippet file="sync/MutexCounter.java" region="mutex"}
 */
public final class Mutex {
    /*
     * Go's two modes. Normally an unlock wakes the first waiter, but does not give it the mutex: a goroutine that runs may take it first,
     * which keeps the mutex busy. A waiter that loses goes to the front again. Once one has waited for over 1 ms, unlock hands the mutex
     * over to it directly.
     *
     * state is LOCKED and, while anybody stands in the queue, QUEUED. QUEUED changes only under `lock`.
     *
     * Y1  QUEUED is set whenever the queue is not empty and `lock` is free
     * Y2  while the mutex is free and the queue is not empty, a woken waiter is on its way (`woken`)
     */
    private static final int LOCKED = 1;
    private static final int QUEUED = 2;
    private static final long STARVING_NANOS = 1_000_000;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Mutex.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    /** For checkDeadlock only: who locked it last, though another may unlock. */
    private final Holder holder = new Holder("sync.Mutex");

    // guarded by `lock`
    private final SpinLock lock = new SpinLock();
    private final WaitQueue waiters = new WaitQueue();
    private boolean woken;
    private boolean starving;

    /** Makes an unlocked mutex. */
    public Mutex() {}

    /**
     * Locks; waits until that is possible.
     *
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait; the mutex is not locked
     *     then
     */
    public void lock() {
        if (!STATE.compareAndSet(this, 0, LOCKED)) {
            lockSlow(); // split so that the fast path inlines
        }
        holder.taken();
    }

    /**
     * Locks if that is possible now.
     *
     * @return whether it is locked now by this call
     */
    public boolean tryLock() {
        int s = state;
        boolean locked = (s & LOCKED) == 0 && !starving && STATE.compareAndSet(this, s, s | LOCKED);
        if (locked) {
            holder.taken();
        }
        return locked;
    }

    private void lockSlow() {
        long since = -1;
        boolean again = false;
        for (; ; ) {
            Waiter w = waiter(again);
            lock.lock();
            if (again) {
                woken = false; // Y2: it is us
            }
            if (takeOrMark()) {
                lock.unlock();
                return;
            }
            if (since < 0) {
                since = Clock.nanos();
            } else if (Clock.nanos() - since > STARVING_NANOS) {
                starving = true;
            }
            if (again) {
                waiters.addFirst(w);
            } else {
                waiters.add(w);
            }
            lock.unlock();
            holder.awaited();
            try {
                Sema.await(w, waiters, lock, WaitReason.MUTEX_LOCK, "sync: Mutex.lock was interrupted");
            } catch (Throwable t) {
                gaveUp();
                throw t;
            } finally {
                Holder.notAwaited();
            }
            if (w.success) {
                return; // handed over
            }
            again = true;
        }
    }

    private Waiter waiter(boolean woken) {
        try {
            return Sema.waiter("sync: Mutex.lock was interrupted");
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
        woken = false; // Y2
        Waiter next = (state & LOCKED) == 0 ? releaseTo() : null;
        lock.unlock();
        if (next != null) {
            Sema.ready(next);
        }
    }

    /** Takes the mutex if it is free and nobody starves; else makes sure that unlock sees the queue. `lock` held. */
    private boolean takeOrMark() {
        for (; ; ) {
            int s = state;
            if ((s & LOCKED) == 0 && !starving) {
                if (STATE.compareAndSet(this, s, LOCKED | (waiters.isEmpty() ? 0 : QUEUED))) {
                    return true;
                }
            } else if (STATE.compareAndSet(this, s, s | QUEUED)) {
                return false;
            }
        }
    }

    /** An interrupted waiter left the queue. */
    private void gaveUp() {
        lock.lock();
        if (waiters.isEmpty()) {
            starving = false;
            int s;
            do {
                s = state;
            } while (!STATE.compareAndSet(this, s, s & ~QUEUED));
        }
        lock.unlock();
    }

    /**
     * Unlocks.
     *
     * @throws FatalError {@code sync: unlock of unlocked mutex}
     */
    public void unlock() {
        holder.givenBack();
        if (!STATE.compareAndSet(this, LOCKED, 0)) {
            unlockSlow();
        }
    }

    private void unlockSlow() {
        if ((state & LOCKED) == 0) {
            throw Sema.fatal("sync: unlock of unlocked mutex");
        }
        lock.lock();
        Waiter next = releaseTo();
        lock.unlock();
        if (next != null) {
            Sema.ready(next);
        }
    }

    /** Frees the mutex, or hands it to the first waiter if that starves. Returns who must be readied. `lock` held. */
    private @Nullable Waiter releaseTo() {
        Waiter next = null;
        if (starving || !woken) {
            next = waiters.claimFirst();
        }
        if (next != null) {
            next.success = starving; // LOCKED stays: it is the new holder's
            woken = !starving;
        }
        boolean handed = next != null && starving;
        starving &= next != null && !waiters.isEmpty();
        int s;
        int to; // with QUEUED: Y1
        do {
            s = state;
            to = (handed ? LOCKED : 0) | (waiters.isEmpty() ? 0 : QUEUED);
        } while (!STATE.compareAndSet(this, s, to));
        return next;
    }
}
