// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.GoInterruptedException;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.RecvChan;
import io.go4j.context.CanceledException;
import io.go4j.context.Context;
import io.go4j.context.DeadlineExceededException;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PipesTest {
    private static final Context ROOT = Context.background();

    private static RecvChan<Integer> numbers(Context ctx, int n) {
        return Pipes.from(ctx, IntStream.range(0, n).boxed());
    }

    @Test
    void mergeGivesAllOfAll() throws Exception {
        InGoroutine.run(() -> {
            var merged = Pipes.merge(ROOT, numbers(ROOT, 100), Pipes.from(ROOT, List.of(100, 101)), Pipes.from(ROOT, List.<Integer>of()));
            assertThat(merged.stream().sorted()).containsExactlyElementsOf(IntStream.range(0, 102).boxed().toList());
            assertThat(Pipes.merge(ROOT).receive()).isNull();
        });
    }

    @Test
    void everythingEndsWithTheContext() throws Exception {
        InGoroutine.run(() -> {
            try (var ctx = ROOT.withCancel()) {
                var closed = new AtomicBoolean();
                var endless = Pipes.from(ctx, Stream.iterate(1, i -> i + 1).onClose(() -> closed.set(true)));
                var merged = Pipes.merge(ctx, endless, Chan.<Integer>make());
                assertThat(merged.receive()).isEqualTo(1);
                ctx.cancel();
                InGoroutine.await(() -> merged.poll() instanceof Received.Closed);
                InGoroutine.await(closed::get);
                assertThat(Pipes.send(ctx, Chan.<Integer>make(), 1)).isFalse();
                assertThat(Pipes.receive(ctx, Chan.<Integer>make())).isNull();
            }
        });
    }

    /** Who receives must not take the channel for complete before the failure is known. */
    @Test
    void failureOfASourceIsReportedBeforeItsChannelIsClosed() throws Exception {
        assertThat(lastWordOf(() -> Pipes.from(ROOT, Stream.of(1, 2, 0, 4).map(i -> 8 / i)), 8, 4)).isInstanceOf(ArithmeticException.class);
        var one = List.of(3).iterator();
        Iterator<Integer> noEnd = Stream.generate(one::next).iterator();
        assertThat(lastWordOf(() -> Pipes.from(ROOT, noEnd), 3)).isInstanceOf(NoSuchElementException.class);
        assertThat(lastWordOf(() -> Pipes.from(ROOT, Arrays.asList(5, null, 6)), 5)).isInstanceOf(NullPointerException.class);
        assertThat(lastWordOf(() -> Pipes.from(ROOT, Stream.of(7).onClose(() -> {
            throw new IllegalStateException("close failed");
        })), 7)).hasMessage("close failed");
        var group = new ErrGroup();
        assertThat(lastWordOf(() -> Pipes.<Integer, Integer>stage(group, numbers(ROOT, 3), 2, i -> {
            if (i == 2) {
                throw new StackOverflowError("no failure of the group");
            }
            return null;
        }))).hasMessage("no failure of the group");
    }

    /** Receives all from what {@code source} makes, which are {@code values}; returns the panic that came before the end. */
    private static Throwable lastWordOf(Supplier<RecvChan<Integer>> source, Integer... values) throws Exception {
        var made = new AtomicReference<RecvChan<Integer>>();
        var panic = new AtomicReference<Throwable>();
        var closedBefore = new AtomicBoolean();
        try {
            GoRuntime.onPanic((g, t) -> {
                for (int i = 0; i < 100; i++) { // whoever closes it too early gets the time for that
                    Thread.yield();
                }
                InGoroutine.await(() -> made.get() != null);
                closedBefore.set(made.get().isClosed());
                panic.set(t);
            });
            InGoroutine.run(() -> {
                made.set(source.get());
                assertThat(made.get().stream()).containsExactly(values);
            });
            assertThat(closedBefore).isFalse();
            return panic.get();
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    @Test
    void nullIsRefusedAtTheCall() {
        Chan<Integer> ch = Chan.make();
        assertThatThrownBy(() -> Pipes.from(ROOT, (Stream<Integer>) null)).hasMessage("flow: no elements");
        assertThatThrownBy(() -> Pipes.from(ROOT, (List<Integer>) null)).hasMessage("flow: no elements");
        assertThatThrownBy(() -> Pipes.from(ROOT, (Iterator<Integer>) null)).hasMessage("flow: no elements");
        assertThatThrownBy(() -> Pipes.from(null, Stream.of(1))).hasMessage("flow: no context");
        assertThatThrownBy(() -> Pipes.merge(ROOT, ch, null)).hasMessage("flow: no channel");
        assertThatThrownBy(() -> Pipes.merge(ROOT, Arrays.asList(ch, null))).hasMessage("flow: no channel");
        assertThatThrownBy(() -> Pipes.merge(null, ch)).hasMessage("flow: no context");
        assertThatThrownBy(() -> Pipes.stage(new ErrGroup(), (Chan<Integer>) null, 1, v -> v)).hasMessage("flow: no channel");
        assertThatThrownBy(() -> Pipes.stage(new ErrGroup(), ch, 1, null)).hasMessage("flow: no function");
        assertThatThrownBy(() -> Flows.publisher(null, ch)).hasMessage("flow: no context");
        assertThatThrownBy(() -> Futures.next(null)).hasMessage("flow: no channel");
        assertThatThrownBy(() -> RateLimiter.of(1, null, 1)).hasMessage("flow: no time");
    }

    @Test
    void stageHasSoManyWorkers() throws Exception {
        InGoroutine.run(() -> {
            var group = ErrGroup.withContext(ROOT);
            var active = new AtomicInteger();
            var most = new AtomicInteger();
            var doubled = Pipes.<Integer, Integer>stage(group, numbers(group.context(), 200), 3, v -> {
                most.accumulateAndGet(active.incrementAndGet(), Math::max);
                Thread.yield();
                active.decrementAndGet();
                return v % 2 == 0 ? v * 2 : null;
            });
            assertThat(doubled.stream().mapToInt(v -> v).sum()).isEqualTo(2 * 2 * (99 * 100 / 2));
            group.await();
            assertThat(most.get()).isBetween(1, 3);
            assertThatThrownBy(() -> Pipes.stage(group, doubled, 0, v -> v)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void failureOfAWorkerEndsAllStages() throws Exception {
        InGoroutine.run(() -> {
            var group = ErrGroup.withContext(ROOT);
            var endless = Pipes.from(group.context(), Stream.iterate(1, i -> i + 1));
            var checked = Pipes.<Integer, Integer>stage(group, endless, 2, v -> {
                if (v == 10) {
                    throw new IOException("ten");
                }
                return v;
            });
            var texts = Pipes.stage(group, checked, 2, v -> "" + v);
            assertThat(texts.stream().toList()).doesNotContain("10"); // and it ends, though the source does not
            assertThatThrownBy(group::await).isInstanceOf(IOException.class).hasMessage("ten");
        });
    }

    @Test
    void broadcastReachesAllWhoListen() throws Exception {
        InGoroutine.run(() -> {
            var broadcast = new Broadcast<Integer>();
            broadcast.send(0);
            var a = broadcast.listen(10);
            var b = broadcast.listen(0);
            Goroutine sender = go(() -> {
                broadcast.send(1);
                broadcast.send(2);
            });
            assertThat(b.channel().receive()).isEqualTo(1);
            InGoroutine.awaitWaiting(sender); // for b
            b.close();
            b.close();
            InGoroutine.await(() -> sender.status() == GoroutineStatus.DEAD);
            broadcast.close();
            broadcast.close();
            assertThat(a.channel().stream()).containsExactly(1, 2);
            assertThat(broadcast.listen(0).channel().receive()).isNull();
            assertThatThrownBy(() -> broadcast.send(3)).isInstanceOf(Panic.class).hasMessage("send on closed channel");
        });
    }

    /** A first send may be stuck for ever; who waits for his turn behind it can be called off. */
    @Test
    void waitForASendUnderWayIsInterruptible() throws Exception {
        InGoroutine.run(() -> {
            var broadcast = new Broadcast<Integer>();
            var slow = broadcast.listen(0);
            Goroutine stuck = go(() -> broadcast.send(1));
            InGoroutine.awaitWaiting(stuck);
            for (GoBody second : List.<GoBody>of(() -> broadcast.send(2), broadcast::close)) {
                Chan<Boolean> interrupted = Chan.make(1);
                var thread = new AtomicReference<Thread>();
                Goroutine g = go(() -> {
                    thread.set(Thread.currentThread());
                    try {
                        second.run();
                        interrupted.send(false);
                    } catch (GoInterruptedException e) {
                        interrupted.send(true);
                    }
                });
                InGoroutine.awaitWaiting(g);
                thread.get().interrupt();
                assertThat(interrupted.receive()).isTrue();
            }
            assertThat(slow.channel().receive()).isEqualTo(1);
            InGoroutine.await(() -> stuck.status() == GoroutineStatus.DEAD);
            broadcast.close();
            assertThat(slow.channel().receive()).isNull();
        });
    }

    @Test
    void limiterCountsWhatNanosecondsCannot() {
        assertThat(takenAtOnce(RateLimiter.of(1, Duration.ofDays(1), 200_000))).isEqualTo(200_000);
        assertThat(takenAtOnce(RateLimiter.of(1, Duration.ofHours(1), 5_000_000))).isEqualTo(5_000_000);
        assertThat(takenAtOnce(RateLimiter.of(1, Duration.ofDays(400 * 365), 3))).isEqualTo(3);
        assertThat(takenAtOnce(RateLimiter.of(2, Duration.ofSeconds(Long.MAX_VALUE), 1))).isEqualTo(1);
        assertThatThrownBy(() -> RateLimiter.of(1, Duration.ofSeconds(Long.MIN_VALUE), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int takenAtOnce(RateLimiter limiter) {
        int n = 0;
        while (limiter.tryAcquire()) {
            n++;
        }
        return n;
    }

    /** Each waits for a token of its own, also where all together wait longer than nanoseconds can tell. */
    @Test
    void tokensTakenAheadAreWaitedFor() throws Exception {
        InGoroutine.run(() -> {
            var limiter = RateLimiter.of(1, Duration.ofDays(200 * 365), 1);
            assertThat(limiter.tryAcquire()).isTrue();
            for (int i = 0; i < 4; i++) {
                try (var ctx = ROOT.withCancel()) {
                    Timer.afterFunc(Duration.ofMillis(1), ctx::cancel);
                    assertThatThrownBy(() -> limiter.acquire(ctx)).isInstanceOf(CanceledException.class);
                }
            }
            assertThat(limiter.tryAcquire()).isFalse();
        });
    }

    /** Who cannot get a token before his deadline takes none from those who come later. */
    @Test
    void tokenThatWouldComeTooLateIsNotTaken() throws Exception {
        InGoroutine.run(() -> {
            var limiter = RateLimiter.of(1, Duration.ofSeconds(2), 1);
            limiter.acquire();
            long start = System.nanoTime();
            var late = new WaitGroup();
            for (int i = 0; i < 200; i++) {
                late.go(() -> {
                    try (var ctx = ROOT.withTimeout(Duration.ofMillis(20))) {
                        assertThatThrownBy(() -> limiter.acquire(ctx)).isInstanceOf(DeadlineExceededException.class);
                        assertThat(ctx.err()).as("not before it has ended").isNotNull();
                    }
                });
            }
            late.await();
            limiter.acquire();
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L); // with theirs it would be 400 s
        });
    }

    @Test
    void limiterLetsABurstThroughAndThenMakesWait() throws Exception {
        InGoroutine.run(() -> {
            var limiter = RateLimiter.of(1, Duration.ofHours(1), 3);
            for (int i = 0; i < 3; i++) {
                assertThat(limiter.tryAcquire()).isTrue();
            }
            assertThat(limiter.tryAcquire()).isFalse();
            try (var ctx = ROOT.withTimeout(Duration.ofMillis(5))) {
                assertThatThrownBy(() -> limiter.acquire(ctx)).isInstanceOf(DeadlineExceededException.class);
            }
            var quick = RateLimiter.of(1000, Duration.ofSeconds(1), 1);
            long start = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                quick.acquire();
            }
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000); // later is allowed, earlier never
            assertThatThrownBy(() -> RateLimiter.of(0, Duration.ofSeconds(1), 1)).isInstanceOf(IllegalArgumentException.class);
        });
    }
}
