// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.GoBody;
import io.go4j.park.Park;

/**
 * Does something once, however many ask for it.
 *
 * {@snippet file="sync/OnceOnly.java" region="once"}
 */
public final class Once {
    private volatile boolean done;
    private final Mutex mutex = new Mutex();

    /** Makes one whose action has not run. */
    public Once() {}

    /**
     * Runs {@code action} if this is the first call; all callers return only after it has ended. If it throws, that goes to the first
     * caller, and the action counts as done.
     *
     * <p>Waiting for the first caller cannot be interrupted, and shows as {@code sync.Mutex.Lock} in dumps. (Go: Once.Do.)
     *
     * @param action what to do; asking the same {@code Once} again from within waits for ever
     */
    public void run(GoBody action) {
        Park.switchPointOfMany();
        if (!done) {
            runSlow(action);
        }
    }

    private void runSlow(GoBody action) {
        mutex.lock();
        try {
            if (!done) {
                try {
                    action.run();
                } finally {
                    done = true;
                }
            }
        } catch (Exception e) {
            throw Sema.<RuntimeException>rethrow(e);
        } finally {
            mutex.unlock();
        }
    }
}
