// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import java.util.concurrent.locks.Lock;

/** Those who wait for a condition, in the order in which they came. (Go: notifyList in sema.go.) */
final class NotifyList extends SpinLock {
    /*
     * Who waits stands in the queue before he gives his lock back, so a signal given with that lock held finds him, parked or not. Go
     * hands out tickets for that, because there a goroutine joins the list only after it has unlocked.
     */
    static final String INTERRUPTED = "sync: Cond.await was interrupted";

    private final WaitQueue waiters = new WaitQueue();

    /**
     * Waits for a signal with {@code l} unlocked; it is locked again on return and when this throws.
     *
     * @return false if {@code deadline} came first
     */
    boolean await(Lock l, long deadline) {
        Park.switchPointOfMany();
        Waiter w = Sema.waiter(INTERRUPTED);
        lock();
        waiters.add(w);
        unlock();
        try {
            unlock(l);
        } catch (Throwable t) { // it was not locked: nothing happened
            if (!Park.withdraw(w, waiters, this)) {
                wakeOne(); // a signal was lost on us
            }
            throw t;
        }
        try {
            return Sema.await(w, waiters, this, WaitReason.COND_WAIT, deadline, INTERRUPTED);
        } finally {
            lock(l);
        }
    }

    /**
     * Locks again, in any case: who waited for the condition unlocks afterwards. If the JVM cannot let the thread wait, for a stack that is
     * too deep or for want of memory, the lock is tried until it is free. For a lock of ours no look at the stack: {@link #await} has
     * looked.
     */
    private static void lock(Lock l) {
        try {
            switch (l) {
                case Mutex m -> m.lockChecked();
                case RWMutex rw -> rw.lockChecked();
                default -> l.lock();
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            while (!l.tryLock()) {
                Park.osYield();
            }
        }
    }

    private static void unlock(Lock l) {
        switch (l) {
            case Mutex m -> m.unlockChecked();
            case RWMutex rw -> rw.unlockChecked();
            default -> l.unlock();
        }
    }

    /** Wakes the one who has waited longest, if anybody waits. */
    void one() {
        Park.switchPoint();
        wakeOne();
    }

    private void wakeOne() {
        if (waiters.isEmpty()) {
            return;
        }
        lock();
        Waiter w = waiters.claimFirst();
        unlock();
        if (w != null) {
            Sema.ready(w);
        }
    }

    /** Wakes all. */
    void all() {
        Park.switchPoint();
        if (waiters.isEmpty()) {
            return;
        }
        lock();
        WaitQueue woken = Sema.claimAll(waiters);
        unlock();
        Sema.readyAll(woken);
    }
}
