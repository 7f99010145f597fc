// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoInterruptedException;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Unit;
import io.go4j.context.CancelContext;
import io.go4j.context.CanceledException;
import io.go4j.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens to the nanosecond, by a clock that moves only when a test moves it. The numbers are those of golang.org/x/time/rate. */
class RateLimiterTest {
    private static final long EVER = Long.MAX_VALUE;
    private static final long INTERVAL = 100;

    private long now = 12_345; // no clock of a JVM begins at zero
    private final long start = now;

    /** One token in {@link #INTERVAL} nanoseconds. */
    private RateLimiter limiter(int burst) {
        return RateLimiter.of(1, Duration.ofNanos(INTERVAL), burst, () -> now);
    }

    private void at(long nanos) {
        now = start + nanos;
    }

    @Test
    void tokensComeOnTheGrid() {
        RateLimiter l = limiter(2);
        assertThat(l.tryAcquire()).isTrue();
        assertThat(l.tryAcquire()).isTrue();
        assertThat(l.tryAcquire()).isFalse();
        assertThat(l.reserve(EVER)).isEqualTo(100);
        at(50);
        assertThat(l.reserve(EVER)).isEqualTo(200);
        assertThat(l.reserve(249)).isEqualTo(RateLimiter.TOO_LATE);
        assertThat(l.reserve(250)).isEqualTo(300);
        at(1000);
        assertThat(l.tryAcquire() && l.tryAcquire()).isTrue();
        assertThat(l.reserve(EVER)).isEqualTo(1100);
    }

    /** Go: TestCancelLast. */
    @Test
    void lastOneGivesBack() {
        RateLimiter l = limiter(2);
        l.reserve(EVER);
        l.reserve(EVER);
        long third = l.reserve(EVER);
        assertThat(third).isEqualTo(100);
        l.cancel(third);
        assertThat(l.reserve(EVER)).isEqualTo(100);
    }

    /** Go: TestCancelTooLate. */
    @Test
    void tokenThatHasComeIsNotGivenBack() {
        RateLimiter l = limiter(2);
        l.reserve(EVER);
        l.reserve(EVER);
        long third = l.reserve(EVER);
        at(101);
        l.cancel(third);
        assertThat(l.reserve(EVER)).isEqualTo(200);
    }

    @Test
    void tokenThatComesNowIsGivenBack() {
        RateLimiter l = limiter(1);
        l.reserve(EVER);
        long second = l.reserve(EVER);
        at(100);
        l.cancel(second);
        assertThat(l.tryAcquire()).isTrue();
        assertThat(l.tryAcquire()).isFalse();
    }

    /** Go: TestCancel1Token. Who came later has been told his time, and keeps it. */
    @Test
    void nothingIsGivenBackBeforeThoseWhoCameLater() {
        RateLimiter l = limiter(1);
        l.reserve(EVER);
        long second = l.reserve(EVER);
        long third = l.reserve(EVER);
        assertThat(third).isEqualTo(200);
        l.cancel(second);
        assertThat(l.reserve(EVER)).isEqualTo(300);
        l.cancel(300); // the last, then the one before it
        l.cancel(200);
        assertThat(l.reserve(EVER)).isEqualTo(200);
    }

    @Test
    void aWaitIsGivenBackOnce() {
        RateLimiter l = limiter(3);
        for (int i = 0; i < 3; i++) {
            l.reserve(EVER);
        }
        long waits = l.reserve(EVER);
        for (int i = 0; i < 5; i++) {
            l.cancel(waits);
        }
        assertThat(l.reserve(EVER)).isEqualTo(100);
        assertThat(l.reserve(EVER)).isEqualTo(200);
    }

    @Test
    void theBucketHoldsNoMoreForIt() {
        RateLimiter l = limiter(1);
        l.reserve(EVER);
        long second = l.reserve(EVER);
        at(100);
        l.cancel(second);
        l.cancel(second);
        at(10_000);
        assertThat(l.tryAcquire()).isTrue();
        assertThat(l.tryAcquire()).isFalse();
    }

    /** A hundred who wait one after the other, and give up before their token comes, cost the next one nothing. */
    @Test
    void aHundredThatGiveUpCostNothing() {
        RateLimiter l = limiter(1);
        l.reserve(EVER);
        for (int i = 0; i < 100; i++) {
            if (i % 10 == 0) {
                at(i / 10 * 2);
            }
            long when = l.reserve(EVER);
            assertThat(when).isEqualTo(100);
            l.cancel(when);
        }
        assertThat(l.reserve(EVER)).isEqualTo(100);
        assertThat(l.reserve(EVER)).isEqualTo(200);
    }

    @Test
    void centuriesDoNotOverflow() {
        RateLimiter l = RateLimiter.of(1, Duration.ofDays(200 * 365), 1, () -> now);
        l.reserve(EVER);
        long second = l.reserve(EVER);
        long third = l.reserve(EVER);
        assertThat(second).isEqualTo(Duration.ofDays(200 * 365).toNanos());
        assertThat(third).isEqualTo(EVER);
        l.cancel(third);
        assertThat(l.reserve(EVER)).isEqualTo(third);
    }

    /** With real waits: each way to give up. */
    @Test
    void whoeverGivesUpGivesBack() throws Exception {
        InGoroutine.run(() -> {
            var l = RateLimiter.of(1, Duration.ofHours(1), 1);
            long hourAndHalf = Duration.ofMinutes(90).toNanos();
            l.acquire();
            for (int i = 0; i < 20; i++) {
                CancelContext c = Context.background().withCancel();
                Goroutine waits = go(() -> assertThatThrownBy(() -> l.acquire(c)).isInstanceOf(CanceledException.class));
                InGoroutine.awaitWaiting(waits);
                c.cancel();
                InGoroutine.await(() -> waits.createdBy() == null);
                Chan<Thread> thread = Chan.make(1);
                Goroutine interrupted = go(() -> {
                    thread.send(Thread.currentThread());
                    assertThatThrownBy(l::acquire).isInstanceOf(GoInterruptedException.class);
                });
                Thread t = thread.receive();
                InGoroutine.awaitWaiting(interrupted);
                t.interrupt();
                InGoroutine.await(() -> interrupted.createdBy() == null);
            }
            assertThat(l.reserve(EVER)).as("the second token").isLessThan(hourAndHalf);
        });
    }

    @Test
    void thoseWhoWaitGoOnWhenOneGivesUp() throws Exception {
        InGoroutine.run(() -> {
            var l = RateLimiter.of(1, Duration.ofMillis(5), 1);
            List<Goroutine> all = new ArrayList<>();
            Chan<Unit> through = Chan.make(20);
            CancelContext gone = Context.background().withCancel();
            for (int i = 0; i < 20; i++) {
                Context c = i % 2 == 0 ? Context.background() : gone;
                all.add(go(() -> {
                    try {
                        l.acquire(c);
                        through.send(Unit.UNIT);
                    } catch (CanceledException e) {
                        through.send(Unit.UNIT);
                    }
                }));
            }
            gone.cancel();
            for (int i = 0; i < 20; i++) {
                through.receive();
            }
            InGoroutine.await(() -> all.stream().allMatch(g -> g.createdBy() == null));
        });
    }
}
