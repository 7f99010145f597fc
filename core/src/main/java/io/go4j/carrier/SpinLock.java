// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A mutual-exclusion lock for sections of a few dozen instructions that neither allocate much nor block. */
public class SpinLock {
    /*
     * A goroutine cannot hold a java.util.concurrent lock here: waiting for one would park the goroutine through the very scheduler that
     * the lock protects. So a loser spins a little (useful where the holder runs on another core), then gives its time slice to the
     * operating system (needed where the holder was preempted, always so on one core). It never unmounts in full mode.
     *
     * A class and not a field of one, so that a channel can be its own lock and save an object.
     */
    private static final VarHandle LOCKED;
    private static final int SPINS = 64; // about 1 us on current x86-64

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through LOCKED
    private int locked;

    /** Makes an unlocked lock. */
    public SpinLock() {}

    /** Acquires the lock. Not reentrant. */
    public final void lock() {
        if (!LOCKED.compareAndSet(this, 0, 1)) {
            lockSlow(); // split so that the fast path inlines
        }
    }

    private void lockSlow() {
        int spins = 0;
        do {
            while ((int) LOCKED.getOpaque(this) != 0) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    spins = 0;
                    Carrier.osYield();
                }
            }
        } while (!LOCKED.weakCompareAndSetAcquire(this, 0, 1));
    }

    /** Acquires the lock if it is free now. */
    public final boolean tryLock() {
        return (int) LOCKED.getOpaque(this) == 0 && LOCKED.compareAndSet(this, 0, 1);
    }

    /** Releases the lock; the caller holds it. */
    public final void unlock() {
        LOCKED.setRelease(this, 0);
    }
}
