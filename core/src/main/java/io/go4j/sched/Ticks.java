// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.timer.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A clock that costs its readers one load: for how long goroutines have been there, and have waited. Full mode. */
final class Ticks {
    /*
     * Sysmon moves it at each look; while sysmon sleeps, so does everything, and who wakes it moves the clock first. So it is behind by one
     * look, 10 ms, and a tick; by more where the operating system does not let sysmon run.
     *
     * In 32 bits, for each goroutine has two of these: a wait of more than two years begins anew. It is written when it changes only, 60
     * times a second, so that it stays in the caches of those who read it.
     *
     * Rejected: System.nanoTime where a goroutine is made and where it waits (a fifth of a switch); as in Go, a stamp at each collection
     * (a program that does not collect never knows, and a walk over a million goroutines each time). In portable mode nobody moves it: a
     * thread that wakes 60 times a second for a list that is hardly ever asked for is too much.
     */
    private static final int TICK_SHIFT = 24; // 2^24 ns = 17 ms

    /** Not known. */
    static final int NONE = 0;

    private static volatile int now = NONE;

    private Ticks() {}

    /** Returns the time; {@link #NONE} in portable mode. Any thread. */
    static int now() {
        return now;
    }

    /** Moves the clock. Sysmon, and who wakes it. */
    static void moveTo(long nanos) {
        int tick = tick(nanos);
        if (now != tick) {
            now = tick;
        }
    }

    private static int tick(long nanos) {
        return (int) (nanos >>> TICK_SHIFT) + 1;
    }

    /** Returns how long ago {@code then} was; null if that is not known. Any thread. */
    static @Nullable Duration since(int then) {
        if (then == NONE || !Carrier.FULL) {
            return null;
        }
        int ticks = tick(Clock.nanos()) - then;
        return ticks < 0 ? Duration.ZERO : Duration.ofNanos((long) ticks << TICK_SHIFT);
    }
}
