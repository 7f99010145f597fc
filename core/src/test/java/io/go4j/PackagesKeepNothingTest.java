// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.select;
import static io.go4j.KeepsNothing.LONG;
import static io.go4j.KeepsNothing.SHORT;
import static io.go4j.KeepsNothing.check;
import static io.go4j.KeepsNothing.ended;
import static io.go4j.KeepsNothing.nothing;
import static io.go4j.KeepsNothing.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.KeepsNothing.Big;
import io.go4j.KeepsNothing.Use;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.context.Key;
import io.go4j.flow.Broadcast;
import io.go4j.flow.Flows;
import io.go4j.flow.Futures;
import io.go4j.flow.Pipes;
import io.go4j.flow.RateLimiter;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.OnceFunc;
import io.go4j.sync.OnceValue;
import io.go4j.sync.Pool;
import io.go4j.sync.RWMutex;
import io.go4j.sync.Semaphore;
import io.go4j.sync.SingleFlight;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link KeepsNothing}: the packages {@code time}, {@code sync}, {@code context} and {@code flow}. */
class PackagesKeepNothingTest {
    private static final Map<String, Use> USES = new LinkedHashMap<>();

    static {
        timers();
        groupsAndLocks();
        onces();
        contexts();
        flows();
    }

    private static void timers() {
        USES.put("function of a timer that went off", big -> {
            var ran = new CountDownLatch(1);
            Timer.afterFunc(SHORT, () -> {
                big.use();
                ran.countDown();
            });
            ran.await();
            return nothing();
        });
        USES.put("function of a timer that was stopped", big -> {
            assertThat(Timer.afterFunc(LONG, big::use).stop()).isTrue();
            Timer again = Timer.afterFunc(LONG, big::use);
            again.reset(LONG);
            assertThat(again.stop()).isTrue();
            return nothing();
        });
        USES.put("timers that nobody stopped", big -> {
            Chan<Big> ch = Chan.make(1);
            Timer timer = Timer.of(LONG);
            Ticker ticker = Ticker.every(LONG);
            ch.send(big);
            select(ch.onReceive(Big::use), timer.channel().onReceive(v -> big.use()), ticker.channel().onReceive(v -> big.use()));
            return List.of(timer, ticker);
        });
        USES.put("wait for which there was a timer", big -> {
            Chan<Big> ch = Chan.make();
            Goroutine g = waiting(() -> ch.poll(LONG));
            ch.send(big);
            InGoroutine.await(() -> g.createdBy() == null);
            return ch;
        });
    }

    private static void groupsAndLocks() {
        USES.put("body of a WaitGroup", big -> {
            var group = new WaitGroup();
            group.go(big::use);
            group.await();
            return group;
        });
        USES.put("part of an ErrGroup", big -> {
            var group = ErrGroup.withContext(Context.background());
            group.setLimit(2);
            group.go(big::use);
            group.tryGo(big::use);
            group.await();
            return group;
        });
        USES.put("those who waited for locks", big -> {
            var mutex = new Mutex();
            var rw = new RWMutex();
            var semaphore = new Semaphore(1);
            mutex.lock();
            rw.lock();
            semaphore.acquire();
            Goroutine g = waiting(() -> {
                mutex.lock();
                rw.rLock();
                semaphore.acquire();
                big.use();
            });
            mutex.unlock();
            rw.unlock();
            semaphore.release();
            InGoroutine.await(() -> g.createdBy() == null);
            return List.of(mutex, rw, semaphore);
        });
        USES.put("those who waited for a condition", big -> {
            var mutex = new Mutex();
            var cond = new Cond(mutex);
            Goroutine g = waiting(() -> {
                mutex.lock();
                cond.await();
                mutex.unlock();
                big.use();
            });
            cond.signal();
            InGoroutine.await(() -> g.createdBy() == null);
            return cond;
        });
        USES.put("key, value and function of a SingleFlight", big -> {
            var flight = new SingleFlight<Object, Big>();
            flight.run(big, () -> big).get();
            flight.runChan(big, () -> big).receive();
            assertThatThrownBy(() -> flight.run(big, () -> {
                throw new IOException(big.toString());
            })).isInstanceOf(IOException.class);
            return flight;
        });
        USES.put("what was taken out of a pool", big -> {
            var pool = new Pool<Big>();
            for (int i = 0; i < 20; i++) {
                pool.put(big);
            }
            for (int i = 0; i < 20; i++) {
                pool.get();
            }
            return pool;
        });
        USES.put("what nobody takes out of a pool", big -> {
            var pool = new Pool<Big>();
            pool.put(big);
            return pool;
        });
    }

    private static void onces() {
        USES.put("action of a Once", big -> {
            var once = new Once();
            once.run(big::use);
            once.run(big::use);
            return once;
        });
        USES.put("action of a OnceFunc", big -> {
            var once = OnceFunc.of(big::use);
            once.run();
            return once;
        });
        USES.put("supplier of a OnceValue", big -> {
            var once = OnceValue.of(() -> big.bytes.length);
            once.get();
            return once;
        });
        USES.put("supplier that ended its goroutine", big -> {
            var once = OnceValue.of(() -> {
                big.use();
                throw Go4j.goexit();
            });
            ended(once::get);
            return once;
        });
    }

    private static void contexts() {
        Key<Big> key = Key.of("big");
        USES.put("children that were cancelled", big -> {
            CancelContext parent = Context.background().withCancel();
            parent.withValue(key, big).withCancel().cancel();
            CancelContext timed = parent.withValue(key, big).withTimeout(LONG);
            timed.done();
            timed.cancel(new IOException(big.toString()));
            return parent;
        });
        USES.put("child whose time ran out", big -> {
            CancelContext parent = Context.background().withCancel();
            parent.withValue(key, big).withTimeout(SHORT, new Panic(big)).done().receive();
            return parent;
        });
        USES.put("child that the deadline of its parent made needless", big -> {
            CancelContext parent = Context.background().withTimeout(LONG);
            parent.withValue(key, big).withTimeout(LONG.plus(LONG)).cancel();
            return List.of(parent, (AutoCloseable) parent::close);
        });
        USES.put("functions of a context", big -> {
            CancelContext parent = Context.background().withCancel();
            assertThat(parent.afterFunc(big::use).stop()).isTrue();
            CancelContext ended = Context.background().withCancel();
            var ran = new CountDownLatch(2);
            GoBody f = () -> {
                big.use();
                ran.countDown();
            };
            ended.afterFunc(f);
            ended.cancel();
            ended.afterFunc(f);
            ran.await();
            return List.of(parent, ended);
        });
        USES.put("children of a context that ended", big -> {
            CancelContext parent = Context.background().withCancel();
            parent.withValue(key, big).withCancel().withTimeout(LONG);
            parent.cancel();
            parent.withValue(key, big).withCancel();
            return parent;
        });
        USES.put("children of a context that is not ours", big -> {
            CancelContext inner = Context.background().withCancel();
            Context foreign = new ForeignContext(inner);
            int before = GoRuntime.numGoroutine();
            foreign.withValue(key, big).withCancel().cancel();
            foreign.afterFunc(big::use).stop();
            InGoroutine.await(() -> GoRuntime.numGoroutine() <= before);
            return foreign;
        });
        USES.put("interrupts by a context", big -> {
            CancelContext ctx = Context.background().withCancel();
            ended(() -> {
                var scope = ctx.interruptOnDone();
                big.use();
                scope.close();
            });
            return ctx;
        });
    }

    private static void flows() {
        USES.put("values of pipes", big -> {
            CancelContext ctx = Context.background().withCancel();
            try (var group = ErrGroup.withContext(ctx)) {
                var out = Pipes.stage(group, Pipes.merge(ctx, Pipes.from(ctx, List.of(big, big))), 2, b -> b);
                for (Big b : out) {
                    b.use();
                }
                group.await();
            }
            Chan<Big> ch = Chan.make(1);
            Pipes.send(ctx, ch, big);
            Pipes.receive(ctx, ch);
            return List.of(ctx, ch);
        });
        USES.put("values and listeners of a broadcast", big -> {
            var source = new Broadcast<Big>();
            var listener = source.listen(1);
            source.send(big);
            listener.channel().receive().use();
            source.send(big);
            listener.close();
            return source;
        });
        USES.put("values of futures", big -> {
            CancelContext ctx = Context.background().withCancel();
            Chan<Big> ch = Chan.make(1);
            ch.send(big);
            Futures.next(ch).get().use();
            Futures.await(ctx, CompletableFuture.completedFuture(big)).use();
            Futures.async(() -> big).get().use();
            var ends = Futures.done(ctx);
            ends.whenComplete((v, t) -> big.use());
            ends.cancel(true);
            return List.of(ctx, ch);
        });
        USES.put("values of publishers", big -> {
            Chan<Big> ch = Chan.make(1);
            ch.send(big);
            ch.close();
            var in = Flows.subscribe(Flows.publisher(Context.background(), ch), 1);
            in.channel().receive().use();
            assertThat(in.channel().receive()).isNull();
            return List.of(ch, in);
        });
        USES.put("contexts that waited for a token", big -> {
            var limiter = RateLimiter.of(1, LONG, 1);
            limiter.acquire();
            CancelContext ctx = Context.background().withValue(key(), big).withCancel();
            Goroutine g = waiting(() -> assertThatThrownBy(() -> limiter.acquire(ctx)).isInstanceOf(RuntimeException.class));
            ctx.cancel();
            InGoroutine.await(() -> g.createdBy() == null);
            return limiter;
        });
    }

    private static Key<Big> key() {
        return Key.of("big");
    }

    /** A context of the user's, which gives away nothing of what it wraps. */
    private record ForeignContext(Context inner) implements Context {
        @Override
        public java.time.Instant deadline() {
            return inner.deadline();
        }

        @Override
        public RecvChan<?> done() {
            return inner.done();
        }

        @Override
        public io.go4j.context.ContextException err() {
            return inner.err();
        }

        @Override
        public <T> T value(Key<T> key) {
            return null;
        }
    }

    static Stream<String> uses() {
        return USES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("uses")
    void isDoneWith(String what) throws Exception {
        check(what, USES.get(what));
    }
}
