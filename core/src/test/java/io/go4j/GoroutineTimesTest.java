// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.WaitReason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** For how long goroutines have been there and have waited: from below by waiting until it is so, from above by a clock of the test's. */
class GoroutineTimesTest {
    private static final Duration SLACK = Duration.ofSeconds(1); // sysmon may be late on a loaded machine
    private static final Duration SOME = Duration.ofMillis(200);

    private static GoroutineInfo of(Goroutine g) {
        return GoRuntime.goroutines().stream().filter(i -> i.id() == g.id()).findFirst().orElseThrow();
    }

    private static GoroutineInfo await(Goroutine g, Predicate<GoroutineInfo> condition) {
        InGoroutine.await(() -> condition.test(of(g)));
        return of(g);
    }

    private static boolean hasWaited(GoroutineInfo g, Duration time) {
        Duration waited = g.waited();
        return waited != null && waited.compareTo(time) >= 0;
    }

    @Test
    @Tag("full-only") // nobody moves the clock in portable mode
    void aWaitGrowsAndBeginsAnewWithTheNext() {
        var c = Chan.<Integer>make();
        var done = Chan.<Integer>make();
        long before = System.nanoTime();
        Goroutine g = go(() -> {
            c.receive();
            c.receive();
            done.close();
        });
        GoroutineInfo first = await(g, i -> hasWaited(i, SOME));
        Duration since = Duration.ofNanos(System.nanoTime() - before);
        assertThat(first.waited()).isLessThan(since.plus(SLACK));
        assertThat(first.age()).isGreaterThanOrEqualTo(first.waited()).isLessThan(since.plus(SLACK));
        await(g, i -> hasWaited(i, Duration.ofSeconds(3)));
        before = System.nanoTime();
        c.send(1);
        InGoroutine.awaitWaiting(g);
        GoroutineInfo second = await(g, i -> i.waited() != null);
        assertThat(second.waited()).isLessThan(Duration.ofNanos(System.nanoTime() - before).plus(SLACK));
        assertThat(second.age()).isGreaterThan(Duration.ofSeconds(2));
        c.send(2);
        done.receive();
    }

    @Test
    @Tag("full-only")
    void aWaitOfTheJdksIsTimedToo() {
        var latch = new CountDownLatch(1);
        var done = Chan.<Integer>make();
        Goroutine g = go(() -> {
            latch.await();
            done.close();
        });
        assertThat(await(g, i -> hasWaited(i, SOME)).waitReason()).isEqualTo(WaitReason.JAVA_PARK);
        latch.countDown();
        done.receive();
    }

    @Test
    @Tag("full-only")
    void theClockDoesNotStandStillWhereNothingRuns() {
        var c = Chan.<Integer>make();
        var done = Chan.<Integer>make();
        long[] woken = new long[1];
        var ready = Chan.<Integer>make(1);
        Goroutine g = go(() -> {
            sleep(Duration.ofSeconds(3)); // sysmon sleeps after one
            woken[0] = System.nanoTime();
            ready.send(1);
            c.receive();
            done.close();
        });
        ready.receive();
        GoroutineInfo info = await(g, i -> i.waited() != null);
        assertThat(info.waited()).isLessThan(Duration.ofNanos(System.nanoTime() - woken[0]).plus(SLACK));
        assertThat(info.age()).isGreaterThan(Duration.ofMillis(2_900));
        c.send(1);
        done.receive();
    }

    @Test
    @Tag("portable-only")
    void portableModeDoesNotKnow() {
        var c = Chan.<Integer>make();
        var done = Chan.<Integer>make();
        Goroutine g = go(() -> {
            c.receive();
            done.close();
        });
        InGoroutine.awaitWaiting(g);
        assertThat(of(g).waited()).isNull();
        assertThat(of(g).age()).isNull();
        c.send(1);
        done.receive();
    }
}
