// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import org.jspecify.annotations.Nullable;

/** Something to do at a time: one entry of a {@link TimerHeap}. */
public final class Timer {
    /** What a timer does when it is due. Runs on the scheduler, not on a goroutine: it must be short and must not block. */
    @FunctionalInterface
    public interface Action {
        /**
         * Called once for each expiry, without any lock of the heap held.
         *
         * @param when the time the timer was set to, by {@link Clock}
         * @param seq the value given to {@link TimerHeap#add}; tells a stale expiry from the present setting
         */
        void fire(long when, long seq);
    }

    static final int NOT_IN_HEAP = -1;

    final Action action;

    // guarded by the lock of the heap the timer is in
    long when;
    long periodNanos;
    long seq;
    int index = NOT_IN_HEAP;

    /** The heap it was last added to. Changes only through {@link TimerHeap#add} and a move to another heap. */
    volatile @Nullable TimerHeap heap;

    /** Makes a timer that is not set. */
    public Timer(Action action) {
        this.action = action;
    }

    /**
     * Takes the timer out of the heap it is in. Any thread.
     *
     * @return true if it was in one, so that its action will not run for the present setting
     */
    public boolean stop() {
        for (; ; ) {
            TimerHeap h = heap;
            if (h == null) {
                return false;
            }
            h.lock();
            try {
                if (heap != h) {
                    continue; // moved meanwhile with a processor that went away
                }
                return h.remove(this);
            } finally {
                h.unlock();
            }
        }
    }
}
