// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Go: src/time/sleep_test.go. */
class SleepTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** The two kinds of timer, which work differently inside. */
    private enum Impl {
        CHAN {
            @Override
            Alarm make(Duration d) {
                Timer t = Timer.of(d);
                return new Alarm(t, t.channel());
            }
        },
        FUNC {
            @Override
            Alarm make(Duration d) {
                var c = Chan.<Instant>make(1);
                return new Alarm(Timer.afterFunc(d, () -> c.send(Instant.now())), c);
            }
        };

        abstract Alarm make(Duration d);
    }

    /** A timer and where it is heard. */
    private record Alarm(Timer timer, RecvChan<Instant> c) {}

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** sleep takes at least as long as asked for. */
    @Test
    @Tag("TMR-1")
    void TestSleep() {
        Goroutines.run(() -> {
            long start = System.nanoTime();
            var sleeper = go(() -> sleep(ms(100)));
            Goroutines.untilWaiting(sleeper, WaitReason.SLEEP);
            sleep(ms(100));
            assertThat(since(start)).isGreaterThanOrEqualTo(ms(100));
            Goroutines.untilDead(sleeper);
        });
    }

    /** A chain of functions, each of which sets the timer of the next and then sleeps: every one runs in its own goroutine. */
    @Test
    @Tag("TMR-2")
    void TestAfterFunc() {
        Goroutines.run(() -> {
            var left = new AtomicInteger(10);
            var c = Chan.<Boolean>make();
            var sleepers = new WaitGroup();
            sleepers.add(left.get());
            var f = new Runnable() {
                @Override
                public void run() {
                    if (left.decrementAndGet() >= 0) {
                        Timer.afterFunc(Duration.ZERO, this);
                        sleep(ms(500));
                        sleepers.done();
                    } else {
                        c.send(true);
                    }
                }
            };
            long start = System.nanoTime();
            Timer.afterFunc(Duration.ZERO, f);
            c.receive();
            assertThat(since(start)).as("they do not wait for each other").isLessThan(ms(10 * 500));
            sleepers.await();
        });
    }

    /** Many ticks arrive while the collector works. */
    @Test
    void TestTickerStress() {
        Goroutines.run(() -> tickerStress(1));
    }

    /** The same with ten goroutines at one ticker. */
    @Test
    void TestTickerConcurrentStress() {
        Goroutines.run(() -> tickerStress(10));
    }

    private static void tickerStress(int receivers) {
        var stop = new AtomicBoolean();
        var wg = new WaitGroup();
        var collector = go(() -> {
            while (!stop.get()) {
                System.gc();
                sleep(Duration.ofNanos(1));
            }
        });
        try (var ticker = Ticker.every(Duration.ofNanos(1))) {
            for (int i = 0; i < receivers; i++) {
                wg.go(() -> {
                    for (int j = 0; j < 100; j++) {
                        ticker.channel().receive();
                    }
                });
            }
            wg.await();
        }
        stop.set(true);
        Goroutines.untilDead(collector);
    }

    /** A timer's function gets its turn on one processor though two goroutines always have something to do for each other. */
    @Test
    @Tag("TN-5")
    void TestAfterFuncStarvation() {
        Goroutines.runWithProcs(1, () -> {
            var wg = new WaitGroup();
            var stop = new AtomicBoolean();
            var c = Chan.<Boolean>make(1);
            wg.go(() -> {
                while (!stop.get()) {
                    c.send(true);
                }
                c.close();
            });
            wg.go(() -> c.forEach(v -> {}));
            Timer.afterFunc(Duration.ofNanos(1000), () -> stop.set(true));
            wg.await();
        });
    }

    /** after sends, no sooner than asked for, the time of that moment. */
    @Test
    @Tag("TMR-2")
    void TestAfter() {
        Goroutines.run(() -> {
            long start = System.nanoTime();
            Instant wall = Instant.now();
            Instant end = after(ms(100)).receive();
            assertThat(since(start)).isGreaterThanOrEqualTo(ms(100));
            assertThat(end).isAfterOrEqualTo(wall.plus(ms(99))); // two clocks
        });
    }

    /** Ten timers one after another take at least ten times as long as one. */
    @Test
    void TestAfterTick() {
        Goroutines.run(() -> {
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                after(ms(10)).receive();
            }
            assertThat(since(start)).isGreaterThanOrEqualTo(ms(90));
        });
    }

    /** A timer that is stopped in time does not go off; stopping tells whether it did so, once. */
    @ParameterizedTest
    @EnumSource
    @Tag("TMR-4")
    @Tag("TMR-5")
    void TestAfterStop(Impl impl) {
        Goroutines.run(() -> {
            Timer.afterFunc(ms(1000), () -> {});
            Alarm t0 = impl.make(ms(1050));
            var c1 = Chan.<Boolean>make(1);
            Timer t1 = Timer.afterFunc(ms(1150), () -> c1.send(true));
            assertThat(t0.timer().stop()).isTrue();
            assertThat(t1.stop()).isTrue();
            assertThat(t1.stop()).isFalse();
            after(ms(1300)).receive();
            assertThat(t0.c().tryReceive()).isNull();
            assertThat(c1.tryReceive()).isNull();
            assertThat(t0.timer().stop()).isFalse();
        });
    }

    /** Timers set in any order go off in the order of their times. */
    @ParameterizedTest
    @EnumSource
    void TestAfterQueuing(Impl impl) {
        int[] slots = {5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0};
        Goroutines.run(() -> {
            for (int attempt = 0; ; attempt++) {
                Duration slot = ms(20 + attempt * 100);
                var result = Chan.<Integer>make(slots.length);
                long start = System.nanoTime();
                for (int s : slots) {
                    Alarm alarm = impl.make(slot.multipliedBy(s));
                    go(() -> {
                        alarm.c().receive();
                        assertThat(since(start)).isGreaterThanOrEqualTo(slot.multipliedBy(s));
                        result.send(s);
                    });
                }
                List<Integer> order = new ArrayList<>();
                for (int i = 0; i < slots.length; i++) {
                    order.add(result.receive());
                }
                boolean sorted = order.equals(order.stream().sorted().toList());
                if (sorted) {
                    return;
                }
                assertThat(attempt).as("out of order again: %s", order).isLessThan(4); // a busy machine may delay a goroutine
            }
        });
    }

    /** A hundred goroutines set and stop a timer each, at the same time: no function runs. */
    @Test
    void TestTimerStopStress() {
        Goroutines.run(() -> {
            var wg = new WaitGroup();
            var ran = new AtomicInteger();
            for (int i = 0; i < 100; i++) {
                wg.go(() -> {
                    Timer t = Timer.afterFunc(ms(2000), ran::incrementAndGet);
                    sleep(ms(200));
                    assertThat(t.stop()).isTrue();
                });
            }
            wg.await();
            sleep(ms(2000));
            assertThat(ran).hasValue(0);
        });
    }

    /** A sleep of nothing returns, while the collector works, and leaves the goroutine fit for channels. */
    @Test
    @Tag("TMR-1")
    void TestSleepZeroDeadlock() {
        Goroutines.runWithProcs(4, () -> {
            var c = Chan.<Boolean>make();
            go(() -> {
                for (int i = 0; i < 20; i++) {
                    System.gc();
                }
                c.send(true);
            });
            for (int i = 0; i < 100; i++) {
                sleep(Duration.ZERO);
                var tmp = Chan.<Boolean>make(1);
                tmp.send(true);
                tmp.receive();
            }
            c.receive();
        });
    }

    private static String resetFails(Duration d) {
        Timer t = Timer.of(d.multipliedBy(2));
        sleep(d);
        if (!t.reset(d.multipliedBy(3))) {
            return "reset of a timer that had not gone off said false";
        }
        sleep(d.multipliedBy(2));
        if (t.channel().tryReceive() != null) {
            return "it went off early";
        }
        sleep(d.multipliedBy(2));
        if (t.channel().tryReceive() == null) {
            return "it did not go off";
        }
        return t.reset(ms(50)) ? "reset of a timer that had gone off said true" : "";
    }

    /** A timer that is set anew goes off at the new time only. */
    @Test
    @Tag("TMR-5")
    void TestReset() {
        Goroutines.run(() -> {
            String failure = "?";
            for (Duration d = ms(1); !failure.isEmpty() && d.toSeconds() < 5; d = d.multipliedBy(2)) {
                failure = resetFails(d); // a busy machine needs more time
            }
            assertThat(failure).isEmpty();
        });
    }

    /** A time so long that it overflows is long, not short; a negative one is over. */
    @Test
    @Tag("TMR-1")
    @LeavesGoroutines("the sleepers, for 292 years")
    void TestOverflowSleep() {
        Goroutines.run(() -> {
            for (Duration big : List.of(LONGEST, Duration.ofSeconds(Long.MAX_VALUE))) {
                var sleeper = go(() -> {
                    sleep(big);
                    throw new AssertionError("the big sleep is over");
                });
                Goroutines.untilWaiting(sleeper, WaitReason.SLEEP);
                String first = select(after(big).receiving().map(t -> "big"), after(ms(25)).receiving().map(t -> "small"));
                assertThat(first).isEqualTo("small");
            }
            for (Duration negative : List.of(Duration.ofNanos(Long.MIN_VALUE), Duration.ofSeconds(Long.MIN_VALUE))) {
                sleep(negative);
                assertThat(after(negative).receive()).isNotNull();
            }
        });
    }

    /** An exception while timers are handled leaves none of their locks held. */
    @Test
    void TestIssue5745() {
        Goroutines.run(() -> {
            try (var ticker = Ticker.every(HOUR)) {
                Timer none = null;
                assertThatThrownBy(() -> none.stop()).isInstanceOf(NullPointerException.class);
                assertThatThrownBy(() -> Timer.afterFunc(HOUR, null)).isInstanceOf(NullPointerException.class);
                ticker.stop();
            }
        });
    }

    /** Timers of no time at all are not missed. */
    @ParameterizedTest
    @EnumSource
    @Tag("TMR-2")
    void TestZeroTimer(Impl impl) {
        Goroutines.run(() -> {
            Alarm cached = impl.make(HOUR);
            for (int i = 0; i < Goroutines.scaled(20_000); i++) {
                long start = System.nanoTime();
                if (i % 2 == 0) {
                    impl.make(Duration.ZERO).c().receive();
                } else {
                    cached.timer().reset(Duration.ZERO);
                    cached.c().receive();
                }
                assertThat(since(start)).isLessThan(Duration.ofSeconds(10));
            }
        });
    }

    /** A timer that is quickly moved to earlier and earlier goes off. */
    @ParameterizedTest
    @EnumSource
    void TestTimerModifiedEarlier(Impl impl) {
        Goroutines.run(() -> {
            for (int i = 0; i < Goroutines.scaled(1000); i++) {
                Alarm alarm = impl.make(HOUR);
                for (int j = 0; j < 10; j++) {
                    if (!alarm.timer().stop()) {
                        alarm.c().receive();
                    }
                    alarm.timer().reset(Duration.ofDays(-20_000));
                }
                Timer deadline = Timer.of(Duration.ofSeconds(20));
                String first = select(alarm.c().receiving().map(t -> "alarm"), deadline.channel().receiving().map(t -> "deadline"));
                assertThat(first).isEqualTo("alarm");
                deadline.stop();
            }
        });
    }

    /** A hundred timers, moved to and fro in a random interleaving, all go off in the end, soon. */
    @ParameterizedTest
    @EnumSource
    void TestAdjustTimers(Impl impl) {
        Goroutines.run(() -> {
            List<int[]> steps = new ArrayList<>(); // number of the timer, number of its next step
            Alarm[] alarms = new Alarm[100];
            for (int i = 0; i < alarms.length; i++) {
                steps.add(new int[] {i, 0});
            }
            while (!steps.isEmpty()) {
                int at = ThreadLocalRandom.current().nextInt(steps.size());
                int[] step = steps.get(at);
                Alarm a = alarms[step[0]];
                switch (step[1]++) {
                    case 0 -> alarms[step[0]] = impl.make(Duration.ZERO);
                    case 1 -> a.c().receive();
                    case 2 -> assertThat(a.timer().reset(Duration.ofMinutes(1))).isFalse();
                    case 4 -> assertThat(a.timer().reset(Duration.ofMinutes(3))).isFalse();
                    case 6 -> assertThat(a.timer().reset(Duration.ofMinutes(2))).isFalse();
                    case 3, 5, 7 -> assertThat(a.timer().stop()).isTrue();
                    case 8 -> assertThat(a.timer().reset(Duration.ZERO)).isFalse();
                    case 9 -> {
                        long start = System.nanoTime();
                        a.c().receive();
                        assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
                    }
                    default -> {
                        steps.set(at, steps.getLast());
                        steps.removeLast();
                    }
                }
            }
        });
    }

    /**
     * In a race of stop with going off, stop's answer fits what can be received: false means that there is a value, true that there is
     * none.
     */
    @Test
    @Tag("TMR-11")
    void TestStopResult() {
        stopOrReset(Timer::stop);
    }

    /** So does the answer of reset. */
    @Test
    @Tag("TMR-11")
    void TestResetResult() {
        stopOrReset(t -> t.reset(HOUR));
    }

    private interface StopOrReset {
        boolean apply(Timer t);
    }

    private static void stopOrReset(StopOrReset f) {
        Goroutines.run(() -> {
            var start = Chan.<Unit>make();
            var wg = new WaitGroup();
            for (int i = 0; i < Goroutines.scaled(200); i++) {
                wg.go(() -> {
                    start.receive();
                    for (int j = 0; j < 50; j++) {
                        Timer one = Timer.of(ms(1));
                        Timer two = Timer.of(ms(1));
                        Timer other = select(one.channel().receiving().map(t -> two), two.channel().receiving().map(t -> one));
                        if (!f.apply(other)) {
                            other.channel().receive(); // would hang
                        } else {
                            assertThat(other.channel().tryReceive()).isNull();
                        }
                    }
                });
            }
            start.close();
            wg.await();
        });
    }

    /** Goroutines that share a fast ticker, with timeouts. */
    @Test
    @Tag("TMR-10")
    void TestMultiWakeupTicker() {
        Goroutines.run(() -> {
            var wg = new WaitGroup();
            try (var ticker = Ticker.every(Duration.ofNanos(1000))) {
                for (int i = 0; i < GoRuntime.gomaxprocs(); i++) {
                    wg.go(() -> {
                        for (int j = 0; j < Goroutines.scaled(10_000); j++) {
                            select(ticker.channel().onReceive(t -> {}), after(ms(1)).onReceive(t -> {}));
                        }
                    });
                }
                wg.await();
            }
        });
    }

    /** Goroutines that share a timer and set it anew all the time. */
    @Test
    @Tag("TMR-10")
    void TestMultiWakeupTimer() {
        Goroutines.run(() -> {
            var wg = new WaitGroup();
            Timer timer = Timer.of(Duration.ofNanos(1));
            for (int i = 0; i < GoRuntime.gomaxprocs(); i++) {
                wg.go(() -> {
                    for (int j = 0; j < Goroutines.scaled(10_000); j++) {
                        select(timer.channel().onReceive(t -> {}), otherwise(() -> {}));
                        timer.reset(Duration.ofNanos(1));
                    }
                });
            }
            wg.await();
        });
    }

    /** Of several goroutines that wait for one timer, one gets the value. */
    @Test
    @Tag("TMR-10")
    void oneOfManyReceivers() {
        Goroutines.run(() -> {
            Timer timer = Timer.of(ms(20));
            var stop = Chan.<Unit>make();
            var got = new AtomicInteger();
            var wg = new WaitGroup();
            for (int i = 0; i < 100; i++) {
                wg.go(() -> {
                    if (select(timer.channel().receiving().map(t -> true), stop.receiving().map(u -> false))) {
                        got.incrementAndGet();
                    }
                });
            }
            Goroutines.until("received", () -> got.get() > 0);
            assertThat(select(timer.channel().receiving().map(t -> true), otherwiseGet(() -> false))).isFalse();
            stop.close();
            wg.await();
            assertThat(got).hasValue(1);
        });
    }
}
