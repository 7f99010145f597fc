// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.RecvChan;
import io.go4j.context.Context;
import io.go4j.context.DeadlineExceededException;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.ErrGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
