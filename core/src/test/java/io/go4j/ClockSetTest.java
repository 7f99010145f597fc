// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.context.ContextException;
import io.go4j.context.DeadlineExceededException;
import io.go4j.context.Key;
import io.go4j.diag.GoroutineStatus;
import io.go4j.flow.Futures;
import io.go4j.flow.Pipes;
import io.go4j.flow.RateLimiter;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import io.go4j.sync.Semaphore;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import io.go4j.timer.WallThatIsSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody sets the clock on the wall by an hour, forward or back, while something with a time is under way: it ends when it would have
 * ended, not before and not an hour later.
 */
class ClockSetTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Longer than any test has patience. */
    private static final Duration LONG = Duration.ofHours(3);

    private static final Duration SHORT = Duration.ofMillis(30);

    /** Between the two. */
    private static final Duration AMPLE = Duration.ofMinutes(20);

    /** Does something for which time counts. In the course of that it has the clock set. */
    private interface Use {
        void run(WallThatIsSet wall, Runnable set) throws Exception;
    }

    private static final Map<String, Use> USES = new LinkedHashMap<>();

    static {
        contexts();
        contextsOfOthers();
        limiters();
        waits();
        timers();
    }

    /** Runs {@code wait} on a goroutine, and sets the clock while it waits. It must take {@link #SHORT}, and no hour. */
    private static void lastsShort(Runnable set, GoBody wait) throws Exception {
        long began = System.nanoTime();
        var result = new CompletableFuture<Void>();
        Goroutine g = go(() -> {
            try {
                wait.run();
                result.complete(null);
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        InGoroutine.await(() -> g.status() == GoroutineStatus.WAITING || g.status() == GoroutineStatus.DEAD);
        set.run();
        result.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    private static void endsByTime(Context c) {
        c.done().receive();
        assertThat(c.err()).isInstanceOf(DeadlineExceededException.class);
    }

    private static void contexts() {
        USES.put("context with a timeout", (wall, set) -> {
            lastsShort(set, () -> {
                CancelContext c = Context.background().withTimeout(SHORT);
                endsByTime(c);
                assertThat(c.timeLeft()).isLessThanOrEqualTo(Duration.ZERO);
            });
        });
        USES.put("context with a deadline", (wall, set) -> {
            lastsShort(set, () -> endsByTime(Context.background().withDeadline(wall.now().plus(SHORT.plusMillis(1)))));
        });
        USES.put("context with a deadline that was set after the clock", (wall, set) -> {
            set.run();
            lastsShort(() -> {}, () -> endsByTime(Context.background().withDeadline(wall.now().plus(SHORT.plusMillis(1)))));
            assertThat(Context.background().withDeadline(wall.now()).err()).isSameAs(Context.DEADLINE_EXCEEDED);
        });
        USES.put("short child of a long parent", (wall, set) -> {
            try (CancelContext parent = Context.background().withTimeout(AMPLE)) {
                set.run();
                lastsShort(() -> {}, () -> endsByTime(parent.withTimeout(SHORT)));
                assertThat(parent.err()).isNull();
            }
        });
        USES.put("long child of a short parent", (wall, set) -> {
            CancelContext parent = Context.background().withTimeout(SHORT);
            set.run();
            CancelContext child = parent.withValue(Key.of("k"), 1).withTimeout(AMPLE);
            assertThat(child.deadline()).isEqualTo(parent.deadline());
            assertThat(child.timeLeft()).isLessThanOrEqualTo(SHORT);
            endsByTime(child);
        });
        USES.put("child with the deadline of its parent", (wall, set) -> {
            CancelContext parent = Context.background().withTimeout(SHORT);
            set.run();
            CancelContext child = parent.withDeadline(parent.deadline());
            assertThat(child.err()).isNull();
            endsByTime(child);
        });
        USES.put("time that is left", (wall, set) -> {
            try (CancelContext c = Context.background().withTimeout(AMPLE)) {
                Instant deadline = c.deadline();
                set.run();
                assertThat(c.deadline()).as("what is shown stays as it was").isEqualTo(deadline);
                assertThat(c.timeLeft()).isCloseTo(AMPLE, Duration.ofMinutes(1));
                assertThat(c.withCancel().withValue(Key.of("k"), 1).timeLeft()).isCloseTo(AMPLE, Duration.ofMinutes(1));
                assertThat(c.toString()).containsPattern("\\[(20m0|19m5)");
                assertThat(c.withoutCancel().timeLeft()).isNull();
            }
            assertThat(Context.background().timeLeft()).isNull();
        });
        USES.put("interrupts by a context", (wall, set) -> {
            lastsShort(set, () -> {
                CancelContext c = Context.background().withTimeout(SHORT);
                try (var scope = c.interruptOnDone()) {
                    assertThat(scope).isNotNull();
                    assertThatThrownBy(() -> Thread.sleep(LONG)).isInstanceOf(InterruptedException.class);
                }
            });
        });
    }

    /** A context of the user's that wraps one of ours. */
    private record Wrapper(Context inner) implements Context {
        @Override
        public Instant deadline() {
            return inner.deadline();
        }

        @Override
        public RecvChan<?> done() {
            return inner.done();
        }

        @Override
        public ContextException err() {
            return inner.err();
        }

        @Override
        public <T> T value(Key<T> key) {
            return inner.value(key);
        }
    }

    /** A context of the user's with a deadline of its own. */
    private record Own(Instant deadline) implements Context {
        @Override
        public RecvChan<?> done() {
            return Chan.nil();
        }

        @Override
        public ContextException err() {
            return null;
        }

        @Override
        public <T> T value(Key<T> key) {
            return null;
        }
    }

    private static void contextsOfOthers() {
        USES.put("short child of a long parent that is not ours", (wall, set) -> {
            try (CancelContext inner = Context.background().withTimeout(AMPLE)) {
                Context parent = new Wrapper(inner);
                set.run();
                assertThat(parent.timeLeft()).isCloseTo(AMPLE, Duration.ofMinutes(1));
                lastsShort(() -> {}, () -> endsByTime(parent.withTimeout(SHORT)));
            }
        });
        USES.put("long child of a short parent that is not ours", (wall, set) -> {
            Context parent = new Wrapper(Context.background().withTimeout(SHORT));
            set.run();
            CancelContext child = parent.withTimeout(AMPLE);
            assertThat(child.timeLeft()).isLessThanOrEqualTo(SHORT);
            endsByTime(child);
        });
        USES.put("context that knows no other clock", (wall, set) -> {
            Instant then = wall.now().plus(AMPLE).plus(HOUR);
            Context own = new Own(then);
            assertThat(own.timeLeft()).isCloseTo(AMPLE.plus(HOUR), Duration.ofMinutes(1));
        });
    }

    private static void limiters() {
        USES.put("token that comes before the deadline", (wall, set) -> {
            var limiter = RateLimiter.of(1, SHORT, 1);
            try (CancelContext c = Context.background().withTimeout(AMPLE)) {
                set.run();
                lastsShort(() -> {}, () -> {
                    for (int i = 0; i < 3; i++) { // the first is there, the second may be on its way
                        limiter.acquire(c);
                    }
                });
            }
        });
        USES.put("token that comes after the deadline", (wall, set) -> {
            var limiter = RateLimiter.of(1, AMPLE, 1);
            limiter.acquire();
            lastsShort(set, () -> assertThatThrownBy(() -> limiter.acquire(Context.background().withTimeout(SHORT)))
                    .isInstanceOf(DeadlineExceededException.class));
        });
    }

    private static void waits() {
        Chan<Unit> nobody = Chan.make();
        USES.put("sleep", (wall, set) -> lastsShort(set, () -> Go4j.sleep(SHORT)));
        USES.put("receive with a timeout", (wall, set) -> lastsShort(set, () -> nobody.poll(SHORT)));
        USES.put("send with a timeout", (wall, set) -> lastsShort(set, () -> nobody.trySend(Unit.UNIT, SHORT)));
        USES.put("receive for a context", (wall, set) -> {
            lastsShort(set, () -> assertThat(Pipes.receive(Context.background().withTimeout(SHORT), nobody)).isNull());
        });
        USES.put("wait for a future", (wall, set) -> {
            var never = new CompletableFuture<Unit>();
            lastsShort(set, () -> assertThatThrownBy(() -> Futures.await(Context.background().withTimeout(SHORT), never))
                    .isInstanceOf(DeadlineExceededException.class));
        });
        USES.put("lock with a timeout", (wall, set) -> {
            var mutex = new Mutex();
            mutex.lock();
            lastsShort(set, () -> assertThat(mutex.tryLock(SHORT.toNanos(), TimeUnit.NANOSECONDS)).isFalse());
            var rw = new RWMutex();
            rw.lock();
            lastsShort(set, () -> assertThat(rw.readLock().tryLock(SHORT.toNanos(), TimeUnit.NANOSECONDS)).isFalse());
        });
        USES.put("semaphore for a context", (wall, set) -> {
            lastsShort(set, () -> assertThatThrownBy(() -> new Semaphore(0).acquire(Context.background().withTimeout(SHORT), 1))
                    .isInstanceOf(DeadlineExceededException.class));
        });
        USES.put("condition with a timeout", (wall, set) -> {
            var mutex = new Mutex();
            var cond = new Cond(mutex);
            lastsShort(set, () -> {
                mutex.lock();
                assertThat(cond.await(SHORT)).isFalse();
            });
        });
        USES.put("condition of the JDK's kind", (wall, set) -> {
            var mutex = new Mutex();
            var condition = mutex.newCondition();
            lastsShort(set, () -> {
                mutex.lock();
                assertThat(condition.awaitNanos(SHORT.toNanos())).isLessThanOrEqualTo(0);
                mutex.unlock();
            });
            lastsShort(set, () -> {
                mutex.lock();
                assertThat(condition.awaitUntil(Date.from(wall.now().plus(SHORT.plusMillis(1))))).isFalse();
                mutex.unlock();
            });
            mutex.lock();
            assertThat(condition.awaitUntil(Date.from(wall.now()))).isFalse();
            assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
            mutex.unlock();
        });
        USES.put("condition with a date that the clock has passed meanwhile", (wall, set) -> {
            var mutex = new Mutex();
            var condition = mutex.newCondition();
            var signalled = new CompletableFuture<Boolean>();
            Date then = Date.from(wall.now().plus(AMPLE));
            Goroutine g = go(() -> {
                mutex.lock();
                signalled.complete(condition.awaitUntil(then));
                mutex.unlock();
            });
            InGoroutine.awaitWaiting(g);
            set.run();
            mutex.lock();
            condition.signal();
            mutex.unlock();
            assertThat(signalled.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        });
    }

    private static void timers() {
        USES.put("timer", (wall, set) -> {
            Timer t = Timer.of(LONG);
            for (int i = 0; i < 2; i++) {
                lastsShort(set, () -> {
                    t.reset(SHORT);
                    t.channel().receive();
                });
            }
        });
        USES.put("time that a timer sends", (wall, set) -> {
            Timer t = Timer.of(SHORT);
            set.run();
            assertThat(t.channel().receive()).as("what the clock shows").isCloseTo(wall.now(), within(1, ChronoUnit.MINUTES));
        });
        USES.put("after", (wall, set) -> {
            lastsShort(set, () -> Go4j.after(SHORT).receive());
        });
        USES.put("function of a timer", (wall, set) -> {
            Chan<Unit> ran = Chan.make(1);
            lastsShort(set, () -> {
                Timer.afterFunc(SHORT, () -> ran.send(Unit.UNIT));
                ran.receive();
            });
        });
        USES.put("ticker", (wall, set) -> {
            try (Ticker t = Ticker.every(SHORT)) {
                for (int i = 0; i < 3; i++) {
                    t.channel().receive();
                    set.run();
                }
                lastsShort(set, () -> {
                    t.reset(SHORT);
                    t.channel().receive();
                });
            }
        });
    }

    static Stream<Arguments> uses() {
        return USES.keySet().stream().flatMap(what -> Stream.of(Arguments.of(what, HOUR), Arguments.of(what, HOUR.negated())));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void decidesNothing(String what, Duration by) throws Exception {
        try (var wall = new WallThatIsSet()) {
            InGoroutine.run(() -> USES.get(what).run(wall, () -> wall.set(by)));
        }
    }
}
