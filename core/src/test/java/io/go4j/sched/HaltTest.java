// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoPause;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.diag.GoroutineStatus;
import io.go4j.time.Timer;
import io.go4j.timer.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While the processors rest, no goroutine goes on, and no time passes for any. */
@Tag("full-only")
class HaltTest {
    /** Until every processor that could take what is queued has taken it and rests. */
    private static void awaitRest() throws Exception {
        InGoroutine.await(() -> Procs.queued() == 0 || Idle.processors() == 0);
    }

    @Test
    void whoIsReadiedDoesNotRun() throws Exception {
        var ch = Chan.<Integer>make();
        var ran = new CountDownLatch(1);
        Goroutine receiver = Go4j.go(() -> {
            ch.receive();
            ran.countDown();
        });
        InGoroutine.awaitWaiting(receiver);
        try (GoPause pause = GoRuntime.pause()) {
            assertThat(pause).isNotNull();
            long switches = Sched.switches();
            ch.send(1); // the receiver waits, so this does not
            awaitRest();
            assertThat(Sched.switches()).isEqualTo(switches);
            assertThat(receiver.status()).isEqualTo(GoroutineStatus.RUNNABLE);
            assertThat(ran.getCount()).isOne();
        }
        ran.await();
    }

    @Test
    void whoIsStartedDoesNotRun() throws Exception {
        var ran = new CountDownLatch(100);
        GoPause pause = GoRuntime.pause();
        long switches = Sched.switches();
        for (int i = 0; i < 100; i++) {
            Go4j.go(ran::countDown);
        }
        awaitRest();
        assertThat(Sched.switches()).isEqualTo(switches);
        assertThat(ran.getCount()).isEqualTo(100);
        pause.close();
        ran.await();
    }

    @Test
    void whoDoesNotWaitComesToRestToo() throws Exception {
        var stop = new AtomicBoolean();
        var rounds = new AtomicLong();
        var ch = Chan.<Integer>make(1);
        Goroutine busy = Go4j.go(() -> {
            while (!stop.get()) {
                ch.trySend(1);
                ch.tryReceive();
                rounds.incrementAndGet();
            }
        });
        InGoroutine.await(() -> rounds.get() > 0);
        try (GoPause pause = GoRuntime.pause()) {
            assertThat(pause).isNotNull();
            InGoroutine.await(() -> busy.status() == GoroutineStatus.RUNNABLE);
            long before = rounds.get();
            Go4j.go(stop::get); // something else for the processors to find
            awaitRest();
            assertThat(rounds).hasValue(before);
        }
        long before = rounds.get();
        InGoroutine.await(() -> rounds.get() > before);
        stop.set(true);
    }

    @Test
    void timersWaitAsLong() throws Exception {
        long length = Duration.ofMillis(30).toNanos();
        var woke = new AtomicLong();
        var begun = new AtomicLong();
        Goroutine sleeper = Go4j.go(() -> {
            begun.set(Clock.nanos());
            Go4j.sleep(Duration.ofNanos(length));
            woke.set(Clock.nanos());
        });
        InGoroutine.awaitWaiting(sleeper);
        try (GoPause pause = GoRuntime.pause()) {
            assertThat(pause).isNotNull();
            long stands = Clock.nanos();
            long until = System.nanoTime() + 3 * length;
            while (System.nanoTime() < until) {
                assertThat(Clock.nanos()).isEqualTo(stands);
            }
            assertThat(woke).hasValue(0);
        }
        InGoroutine.await(() -> woke.get() != 0);
        assertThat(woke.get() - begun.get()).isGreaterThanOrEqualTo(length);
    }

    /** With no processor busy nobody but an idle M would see to the timers: one must be woken for that (W6). */
    @Test
    @Tag("W6")
    void timersGoOnAfterwards() throws Exception {
        for (int i = 0; i < 50; i++) {
            var rang = new CountDownLatch(1);
            Timer.afterFunc(Duration.ofNanos(200_000), rang::countDown);
            GoRuntime.pause().close();
            rang.await();
        }
    }

    @Test
    void allPausesMustEnd() throws Exception {
        var ran = new CountDownLatch(1);
        GoPause first = GoRuntime.pause();
        GoPause second = GoRuntime.pause();
        Go4j.go(ran::countDown);
        first.close();
        first.close(); // does nothing
        awaitRest();
        assertThat(ran.getCount()).isOne();
        second.close();
        ran.await();
    }

    @Test
    void aGoroutineThatIsLockedToItsThreadRests() throws Exception {
        var ch = Chan.<Integer>make();
        var ran = new CountDownLatch(1);
        Goroutine locked = Go4j.go(() -> {
            GoRuntime.lockOSThread();
            ch.receive();
            ran.countDown();
        });
        InGoroutine.awaitWaiting(locked);
        GoPause pause = GoRuntime.pause();
        ch.send(1);
        awaitRest();
        assertThat(ran.getCount()).isOne();
        pause.close();
        ran.await();
    }

    @Test
    void noGoroutineMayPause() throws Exception {
        InGoroutine.run(() -> assertThatThrownBy(GoRuntime::pause)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a goroutine cannot pause all goroutines"));
    }

    @Test
    void nothingIsTakenForAHog() throws Exception {
        var ch = Chan.<Integer>make();
        long hogs = Sysmon.hogs();
        long handoffs;
        Goroutine receiver = Go4j.go(ch::receive);
        InGoroutine.awaitWaiting(receiver);
        try (GoPause pause = GoRuntime.pause()) {
            assertThat(pause).isNotNull();
            handoffs = Procs.handoffs();
            for (int i = 0; i < 100; i++) {
                Go4j.go(() -> {});
            }
            ch.close();
            long until = System.nanoTime() + Duration.ofMillis(50).toNanos(); // sysmon would look five times
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(Procs.handoffs()).isEqualTo(handoffs);
        }
        assertThat(Sysmon.hogs()).isEqualTo(hogs);
    }
}
