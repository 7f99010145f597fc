// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/time/tick_test.go. */
class TickTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FAR = Duration.ofSeconds(10_000);
    private static final Duration NOW = Duration.ofNanos(1);

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Ticks come no faster than asked for, keep to their grid, follow a reset, and end with stop. */
    @Test
    @Tag("TMR-12")
    @Tag("TMR-14")
    void TestTicker() {
        Goroutines.run(() -> {
            Duration delta = ms(20);
            Duration took = HOUR;
            Duration most = delta.multipliedBy(20);
            for (int attempt = 0; attempt < 5 && took.compareTo(most) > 0; attempt++, delta = delta.multipliedBy(2)) {
                most = delta.multipliedBy(20);
                long start = System.nanoTime();
                try (var ticker = Ticker.every(delta)) {
                    for (int i = 0; i < 5; i++) {
                        ticker.channel().receive();
                    }
                    ticker.reset(delta.multipliedBy(2));
                    for (int i = 0; i < 5; i++) {
                        ticker.channel().receive();
                    }
                    ticker.stop();
                    took = Duration.ofNanos(System.nanoTime() - start);
                    sleep(delta.multipliedBy(2));
                    assertThat(ticker.channel().tryReceive()).as("a tick after stop").isNull();
                }
                assertThat(took).isGreaterThanOrEqualTo(delta.multipliedBy(15));
            }
            assertThat(took).as("15 ticks' time").isLessThanOrEqualTo(most);
        });
    }

    /** Of the ticks that nobody received, one waits; the next comes at the next point of the old grid. */
    @Test
    @Tag("TMR-12")
    void slowReceiver() {
        Goroutines.run(() -> {
            try (var ticker = Ticker.every(ms(200))) {
                sleep(ms(1050));
                assertThat(ticker.channel().tryReceive()).isNotNull();
                assertThat(ticker.channel().tryReceive()).isNull();
                Instant one = ticker.channel().receive();
                Instant two = ticker.channel().receive();
                long grid = Math.floorMod(Duration.between(one, two).toMillis() + 50, 200);
                assertThat(grid).as("between %s and %s", one, two).isLessThan(100);
            }
        });
    }

    /** Stopping a ticker does not hang. */
    @Test
    void TestTeardown() {
        Goroutines.run(() -> {
            for (int i = 0; i < 3; i++) {
                try (var ticker = Ticker.every(ms(20))) {
                    ticker.channel().receive();
                    ticker.stop();
                }
            }
        });
    }

    /** A tick of a period that is not positive is the nil channel. */
    @Test
    @Tag("TMR-15")
    void TestTick() {
        Goroutines.run(() -> {
            assertThat(Ticker.tick(Duration.ofSeconds(-1))).isSameAs(Chan.nil());
            assertThat(Ticker.tick(Duration.ZERO)).isSameAs(Chan.nil());
            var ticks = Ticker.tick(Duration.ofMillis(1));
            Instant first = ticks.receive();
            assertThat(ticks.receive()).isAfter(first);
        });
    }

    /** A period that is not positive panics. */
    @Test
    @Tag("TMR-13")
    void TestNewTickerLtZeroDuration() {
        for (long nanos : new long[] {-1, 0}) {
            assertThatThrownBy(() -> Ticker.every(Duration.ofNanos(nanos)))
                    .isInstanceOf(Panic.class)
                    .hasMessage("non-positive interval for NewTicker");
        }
    }

    /** So it does in reset, and the ticker stays as it was. */
    @Test
    @Tag("TMR-13")
    void TestTickerResetLtZeroDuration() {
        Goroutines.run(() -> {
            try (var ticker = Ticker.every(ms(10))) {
                assertThatThrownBy(() -> ticker.reset(Duration.ZERO))
                        .isInstanceOf(Panic.class)
                        .hasMessage("non-positive interval for Ticker.Reset");
                ticker.channel().receive();
            }
        });
    }

    /** After thousands of sleeps, timers that are made and dropped in every turn of a loop do not make it slower and slower. */
    @Test
    void TestLongAdjustTimers() {
        Goroutines.run(() -> {
            var sleepers = new WaitGroup();
            for (int i = 0; i < 5000; i++) {
                sleepers.go(() -> sleep(Duration.ofNanos(10_000)));
            }
            var in = Chan.<Integer>make();
            var out = Chan.<Integer>make();
            go(() -> {
                Deque<Integer> queue = new ArrayDeque<>();
                for (boolean open = true; open; ) {
                    boolean any = !queue.isEmpty();
                    open = select(
                            out.sending(any ? queue.peek() : 0).map(() -> queue.remove() >= 0).when(any),
                            in.receiving().map(v -> v != null && queue.add(v)));
                }
            });
            for (int i = 0; i < Goroutines.scaled(1000); i++) {
                for (int j = 0; j < 20; j++) {
                    in.send(j);
                }
                for (int j = 0; j < 20; j++) {
                    int got = select(out.receiving(), after(Duration.ofSeconds(20)).receiving().map(t -> -1));
                    assertThat(got).isEqualTo(j);
                }
            }
            in.close();
            sleepers.await();
        });
    }

    private static void garbage(String what, Supplier<?> make) {
        List<WeakReference<?>> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(new WeakReference<Object>(make.get()));
        }
        assertThat(Heap.survivors(made)).as(what).isLessThan(10);
    }

    /** Timers and tickers, stopped or not, and their channels, are garbage when nobody refers to them, long before they are due. */
    @Test
    @Tag("TMR-16")
    @Tag("TMR-17")
    void TestTimerGC() {
        Goroutines.run(() -> {
            garbage("after", () -> after(HOUR));
            garbage("timer", () -> Timer.of(HOUR));
            garbage("timer's channel", () -> Timer.of(HOUR).channel());
            garbage("tick", () -> Ticker.tick(HOUR));
            garbage("ticker", () -> Ticker.every(HOUR));
            garbage("stopped timer", () -> {
                Timer t = Timer.of(HOUR);
                t.stop();
                return t;
            });
            garbage("stopped ticker", () -> {
                Ticker t = Ticker.every(HOUR);
                t.stop();
                return t;
            });
            garbage("stopped function", () -> {
                Timer t = Timer.afterFunc(HOUR, () -> {});
                t.stop();
                return t;
            });
            garbage("timer that lost a select", () -> {
                var ready = Chan.<Integer>make(1);
                ready.send(1);
                RecvChan<Instant> c = after(HOUR);
                select(ready.onReceive(v -> {}), c.onReceive(t -> {}));
                return c;
            });
        });
    }

    /** A timer or a ticker; a ticker's stop and reset answer as a timer's would. */
    private abstract static class Alarm {
        private boolean stopped;

        abstract RecvChan<Instant> c();

        abstract boolean stop();

        abstract boolean reset(Duration d);

        abstract boolean ticks();

        static Alarm timer() {
            Timer t = Timer.of(FAR);
            return new Alarm() {
                @Override
                RecvChan<Instant> c() {
                    return t.channel();
                }

                @Override
                boolean stop() {
                    return t.stop();
                }

                @Override
                boolean reset(Duration d) {
                    return t.reset(d);
                }

                @Override
                boolean ticks() {
                    return false;
                }
            };
        }

        static Alarm ticker() {
            Ticker t = Ticker.every(FAR);
            return new Alarm() {
                @Override
                RecvChan<Instant> c() {
                    return t.channel();
                }

                @Override
                boolean stop() {
                    t.stop();
                    return was(true);
                }

                @Override
                boolean reset(Duration d) {
                    t.reset(d);
                    return was(false);
                }

                @Override
                boolean ticks() {
                    return true;
                }
            };
        }

        boolean was(boolean nowStopped) {
            boolean was = !stopped;
            stopped = nowStopped;
            return was;
        }

        void noTick() {
            assertThat(c().len()).isZero();
            assertThat(c().cap()).isZero();
            assertThat(c().tryReceive()).as("extra tick").isNull();
        }

        void tick() {
            Goroutines.until("ticked", () -> c().tryReceive() != null);
        }

        /** Nothing, unless it ticks on. */
        void tickIfTicker() {
            if (ticks()) {
                tick();
            } else {
                noTick();
            }
        }
    }

    /** The whole life of a timer channel: set, moved and stopped with and without goroutines that wait for it. */
    @Test
    @Tag("TMR-3")
    @Tag("TMR-4")
    @Tag("TMR-5")
    void TestChan() {
        Goroutines.run(() -> {
            life(Alarm.timer());
            life(Alarm.ticker());
        });
    }

    private static void life(Alarm t) {
        // nobody waits
        t.stop();
        t.noTick();
        t.reset(FAR);
        t.noTick();
        t.reset(NOW);
        sleep(ms(5));
        assertThat(t.c().len()).isZero();
        assertThat(t.c().cap()).isZero();
        t.tick();
        sleep(ms(5));
        t.reset(FAR);
        t.noTick();

        // one waits
        Goroutine one = go(() -> t.c().receive());
        Goroutines.untilWaiting(one, WaitReason.CHAN_RECEIVE);
        t.reset(FAR.multipliedBy(2));
        t.stop();
        t.reset(FAR);
        sleep(ms(5));
        Goroutines.untilWaiting(one, WaitReason.CHAN_RECEIVE);
        t.reset(NOW);
        Goroutines.untilDead(one);
        t.tickIfTicker();
        t.stop();
        t.noTick();

        // two wait, in selects
        t.reset(FAR);
        var done = Chan.<Boolean>make(2);
        var stop = Chan.<Unit>make();
        List<Goroutine> two = selects(t, done, stop);
        assertThat(done.tryReceive()).isNull();
        t.reset(ms(5));
        Goroutines.until("one of the two got it", () -> done.len() > 0);
        t.stop();
        stop.close();
        two.forEach(Goroutines::untilDead);
        assertThat(done.len()).isLessThanOrEqualTo(t.ticks() ? 2 : 1);

        // two wait for a stopped one
        var never = Chan.<Boolean>make(2);
        var stopAgain = Chan.<Unit>make();
        List<Goroutine> waiting = selects(t, never, stopAgain);
        stopAgain.close();
        waiting.forEach(Goroutines::untilDead);
        assertThat(never.len()).isZero();

        // what was due is withdrawn
        t.reset(NOW);
        sleep(ms(5));
        assertThat(t.stop()).as("stop with a value not received").isTrue();
        t.noTick();
        t.reset(HOUR);
        t.noTick();
        assertThat(t.reset(NOW)).isTrue();
        t.tick();
        sleep(ms(5));
        t.tickIfTicker();
        sleep(ms(5));
        assertThat(t.reset(HOUR)).as("reset after the value was received").isEqualTo(t.ticks());
        t.noTick();
    }

    private static List<Goroutine> selects(Alarm t, Chan<Boolean> got, Chan<Unit> stop) {
        List<Goroutine> started = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            started.add(go(() -> select(t.c().onReceive(v -> got.send(true)), stop.onReceive(u -> {}))));
            Goroutines.untilWaiting(started.getLast(), WaitReason.SELECT);
        }
        return started;
    }

    /** The value is the time at which the timer went off, though it is received much later. */
    @Test
    @Tag("TMR-7")
    void TestAfterTimes() {
        Goroutines.run(() -> {
            Instant start = Instant.now();
            RecvChan<Instant> c = after(ms(10));
            sleep(ms(500));
            assertThat(Duration.between(start, c.receive())).isLessThan(ms(400));
        });
    }

    /** So it is with the tick that waits. */
    @Test
    @Tag("TMR-7")
    void TestTickTimes() {
        Goroutines.run(() -> {
            Instant start = Instant.now();
            try (var ticker = Ticker.every(ms(10))) {
                sleep(ms(500));
                assertThat(Duration.between(start, ticker.channel().receive())).isLessThan(ms(400));
            }
        });
    }
}
