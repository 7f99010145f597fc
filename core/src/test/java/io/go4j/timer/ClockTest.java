// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClockTest {
    static Duration[] durations() {
        return new Duration[] {
            Duration.ofSeconds(Long.MIN_VALUE), Duration.ofSeconds(Long.MIN_VALUE + 1), Duration.ofNanos(Long.MIN_VALUE),
            Duration.ofDays(-400 * 365), Duration.ofHours(-1), Duration.ofNanos(-1),
            Duration.ZERO, Duration.ofNanos(1), Duration.ofHours(1),
            Duration.ofDays(400 * 365), Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE),
            Duration.between(Instant.MAX, Instant.MIN), Duration.between(Instant.MIN, Instant.MAX)};
    }

    /** A time below zero, minus the time now, is a time far away: a machine would sleep for centuries on a timer that is due. */
    @ParameterizedTest
    @MethodSource("durations")
    void timesCanBeSubtracted(Duration d) {
        long when = Clock.at(d);
        assertThat(when).isBetween(0L, TimerHeap.NEVER - 1);
        Duration left = Clock.until(when);
        if (d.isPositive()) {
            assertThat(left).isLessThanOrEqualTo(d).isGreaterThan(Duration.ofSeconds(-60));
        } else {
            assertThat(left).isLessThanOrEqualTo(Duration.ZERO);
        }
    }
}
