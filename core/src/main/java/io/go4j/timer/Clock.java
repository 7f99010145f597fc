// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import java.time.Duration;

/** The clock of all deadlines: nanoseconds since the runtime started, never negative, never going back. */
public final class Clock {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final long START = System.nanoTime();

    private Clock() {}

    /** Returns the time now. */
    public static long nanos() {
        return System.nanoTime() - START;
    }

    /** Returns nanoseconds; 292 years stand for everything longer, and negative durations are 0. */
    public static long nanos(Duration d) {
        if (d.isNegative()) {
            return 0;
        }
        return d.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : d.toNanos();
    }

    /** Returns the time {@code nanos} from now, at most {@link TimerHeap#NEVER} - 1: a wait that long never ends, but it is a wait. */
    public static long after(long nanos) {
        long when = nanos() + Math.max(nanos, 0);
        return when < 0 || when == TimerHeap.NEVER ? TimerHeap.NEVER - 1 : when;
    }
}
