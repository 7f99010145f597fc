// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of all deadlines: nanoseconds since the runtime started, without those for which it was stopped; never negative. */
public final class Clock {
    /*
     * The clock on the wall may be set, by hand or by the network, by hours and in both directions. So it decides nothing: no deadline is
     * compared by it, and nothing is waited for by it. It is read here only (ArchitectureTest): to show a time, and to turn an Instant or
     * a Date, which says nothing of this clock, into a time by this one, once, when it is handed over (decision 0055).
     *
     * It can be stopped, while the processors are (sched/Halt). It does not go back, but for who reads it in the very moment: he may be
     * ahead by as long as it takes to stop it, or behind if he was kept between his two reads until it went on.
     */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final Duration SHORTEST = LONGEST.negated();
    private static final long GOES = -1;

    /** When it started, and later by as long as it was stopped. Written before {@link #stoppedAt}, read after it. */
    private static long start = System.nanoTime();

    /** The time at which it stands; {@link #GOES} if it goes. */
    private static volatile long stoppedAt = GOES;

    /** The clock on the wall; tests set another one. */
    static volatile InstantSource wall = InstantSource.system();

    private Clock() {}

    /** Returns the time on the wall, to be shown. */
    public static Instant wall() {
        return wall.instant();
    }

    /** Returns how long it is, by the clock on the wall as it stands now, until {@code then}. */
    public static Duration untilWall(Instant then) {
        return Duration.between(wall(), then);
    }

    /** Returns the time now. */
    public static long nanos() {
        long at = stoppedAt;
        return at == GOES ? System.nanoTime() - start : at;
    }

    /** Stops it, if it goes. One caller at a time. */
    public static void stop() {
        stoppedAt = nanos();
    }

    /** Lets it go on at the time at which it stands. One caller at a time. */
    public static void goOn() {
        long at = stoppedAt;
        if (at != GOES) {
            start = System.nanoTime() - at;
            stoppedAt = GOES;
        }
    }

    /** Returns nanoseconds; 292 years stand for everything longer, and negative durations are 0. */
    public static long nanos(Duration d) {
        if (d.isNegative()) {
            return 0;
        }
        return d.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : d.toNanos();
    }

    /**
     * Returns the time that is {@code d} from now, or was if {@code d} is negative: at least 0, when the runtime started, and at most
     * {@link TimerHeap#NEVER} - 1. Who waits subtracts the time now, so a time further off would come out on the other side.
     */
    public static long at(Duration d) {
        return d.isNegative() ? Math.max(0, nanos() - nanos(d.compareTo(SHORTEST) > 0 ? d.negated() : LONGEST)) : after(nanos(d));
    }

    /** Returns how long it is from now until {@code when}; negative if that is over. */
    public static Duration until(long when) {
        return Duration.ofNanos(when - nanos());
    }

    /** Returns the time {@code nanos} from now, at most {@link TimerHeap#NEVER} - 1: a wait that long never ends, but it is a wait. */
    public static long after(long nanos) {
        long when = nanos() + Math.max(nanos, 0);
        return when < 0 || when == TimerHeap.NEVER ? TimerHeap.NEVER - 1 : when;
    }
}
