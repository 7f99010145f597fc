// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.park.Park;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;

/**
 * A place to wait for something to become true that a lock guards.
 *
 * {@snippet file="sync/CondQueue.java" region="cond"}
 *
 * <p>{@link #await} returns only because of a {@link #signal} or {@link #broadcast} that came after it began: there are no spurious
 * wake-ups. Ask in a loop nevertheless, since another goroutine may have locked first and changed things again. Waiting shows as
 * {@code sync.Cond.Wait} in dumps.
 *
 * <p>Memory effects: a signal or broadcast happens-before the return of the {@code await} that it lets go on. (Go: sync.Cond.)
 */
public final class Cond {
    private final Lock lock;
    private final NotifyList list = new NotifyList();

    /**
     * Makes a condition without anybody waiting.
     *
     * @param lock what is held when the condition is looked at or changed: a {@link Mutex}, a side of an {@link RWMutex}, or any other
     */
    public Cond(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "sync: no lock");
    }

    /**
     * Returns the lock.
     *
     * @return what the constructor was given
     */
    public Lock lock() {
        return lock;
    }

    /**
     * Unlocks and waits, in one step: no signal is missed between. Locks again before it returns or throws.
     *
     * @throws io.go4j.FatalError {@code sync: unlock of unlocked mutex}, if the mutex is not locked
     * @throws io.go4j.GoInterruptedException if the thread is interrupted before a signal was meant for it
     */
    public void await() {
        list.await(lock, Park.NO_DEADLINE);
    }

    /**
     * The same, waiting at most {@code timeout} for the signal. (Not in Go.)
     *
     * @param timeout how long; zero or less: only unlocks and locks again
     * @return false if no signal came in time
     * @throws io.go4j.FatalError as {@link #await()}
     * @throws io.go4j.GoInterruptedException as {@link #await()}
     */
    public boolean await(Duration timeout) {
        return list.await(lock, Clock.after(Clock.nanos(timeout)));
    }

    /** Wakes the one who has waited longest, if anybody waits. The lock may be held or not. It gives nobody precedence at the lock. */
    public void signal() {
        list.one();
    }

    /** Wakes all who wait, longest first. The lock may be held or not. */
    public void broadcast() {
        list.all();
    }
}
