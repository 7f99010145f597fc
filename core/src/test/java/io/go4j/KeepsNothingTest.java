// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a program has handed to us and is done with can be collected, also while the thing it was handed to is still there. One kind of
 * test: an object that nobody else has goes through a part of the library, and afterwards a weak reference to it must be cleared.
 */
class KeepsNothingTest {
    /** Named delay: only a failure uses it up. */
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(2);

    /** So many that each place of a ring of 256 was used, if there is one that keeps what was in it. */
    private static final int MANY = 300;

    /** Something large enough to be missed. */
    private static final class Big {
        final byte[] bytes = new byte[1 << 10];

        void use() {
            bytes[0]++;
        }
    }

    /** Uses {@code big} in some way and is done with it. Returns what is still in use afterwards, which must not keep it. */
    private interface Use {
        Object with(Big big) throws Exception;
    }

    private static final Map<String, Use> USES = new LinkedHashMap<>();

    static {
        goroutines();
        threads();
        channels();
        selects();
        timers();
        groupsAndLocks();
        onces();
        contexts();
        flows();
    }

    private static Void nothing() {
        return null;
    }

    /** Runs {@code body} on a goroutine and waits until that has ended. */
    private static void ended(GoBody body) {
        var thrown = new Throwable[1];
        Goroutine g = go(() -> {
            try {
                body.run();
            } catch (GoexitError e) {
                throw e;
            } catch (Throwable t) {
                thrown[0] = t;
            }
        });
        InGoroutine.await(() -> g.createdBy() == null);
        assertThat(thrown[0]).isNull();
    }

    /** Starts a goroutine and waits until it waits. */
    private static Goroutine waiting(GoBody body) {
        Goroutine g = go(body);
        InGoroutine.awaitWaiting(g);
        return g;
    }

    private static void goroutines() {
        USES.put("body of a goroutine", big -> {
            Goroutine g = go(big::use);
            InGoroutine.await(() -> g.createdBy() == null);
            return g;
        });
        USES.put("body of a goroutine of a goroutine", big -> {
            ended(() -> {
                var group = new WaitGroup();
                for (int i = 0; i < MANY; i++) {
                    group.go(big::use);
                }
                group.await();
            });
            return nothing();
        });
        USES.put("body that waited", big -> {
            Chan<Unit> goOn = Chan.make();
            Goroutine g = waiting(() -> {
                goOn.receive();
                big.use();
            });
            goOn.close();
            InGoroutine.await(() -> g.createdBy() == null);
            return List.of(g, goOn);
        });
        USES.put("body that calls goexit", big -> {
            ended(() -> {
                try (Defer d = Go4j.defer()) {
                    d.run(big::use);
                    Go4j.goexit();
                }
            });
            return nothing();
        });
        USES.put("panic", big -> {
            var told = new CountDownLatch(1);
            GoRuntime.onPanic((g, t) -> told.countDown());
            try {
                go(() -> {
                    throw new Panic(big);
                });
                told.await();
            } finally {
                GoRuntime.onPanic(null);
            }
            return nothing();
        });
        USES.put("profiler label", big -> {
            ended(() -> GoRuntime.doWithLabels(Map.of("label", big.toString()), big::use));
            return nothing();
        });
        USES.put("thread-locals", big -> {
            var local = new ThreadLocal<Big>();
            var inherited = new InheritableThreadLocal<Big>();
            ended(() -> {
                local.set(big);
                inherited.set(big);
            });
            return List.of(local, inherited);
        });
        USES.put("scoped value", big -> {
            ScopedValue<Big> scoped = ScopedValue.newInstance();
            ended(() -> ScopedValue.where(scoped, big).run(big::use));
            return scoped;
        });
        USES.put("handler of uncaught exceptions", big -> {
            ended(() -> Thread.currentThread().setUncaughtExceptionHandler((t, e) -> big.use()));
            return nothing();
        });
        USES.put("context class loader", big -> {
            var loader = new ClassLoader(null) {
                final Big holds = big;
            };
            ended(() -> Thread.currentThread().setContextClassLoader(loader));
            Thread.currentThread().setContextClassLoader(loader);
            try {
                ended(big::use);
            } finally {
                Thread.currentThread().setContextClassLoader(null);
            }
            return nothing();
        });
        USES.put("interrupts kept back on an ordinary thread", big -> {
            Go4j.uninterruptibly(big::use);
            return Thread.currentThread();
        });
        USES.put("locked thread", big -> {
            if (GoRuntime.isFullMode()) {
                ended(() -> {
                    GoRuntime.lockOSThread();
                    big.use();
                    GoRuntime.unlockOSThread();
                });
                ended(() -> {
                    GoRuntime.lockOSThread();
                    big.use();
                });
            }
            return nothing();
        });
        USES.put("many goroutines at a time", big -> {
            Chan<Unit> goOn = Chan.make();
            var group = new WaitGroup();
            for (int i = 0; i < 3 * MANY; i++) {
                group.go(() -> {
                    goOn.receive();
                    big.use();
                });
            }
            goOn.close();
            group.await();
            return List.of(goOn, group);
        });
        USES.put("dumps, leaks and profiles", big -> {
            Chan<Unit> goOn = Chan.make();
            Goroutine g = waiting(() -> {
                goOn.receive();
                big.use();
            });
            String dump = GoRuntime.stack(true);
            GoRuntime.checkDeadlock();
            var infos = GoRuntime.goroutines();
            goOn.close();
            InGoroutine.await(() -> g.createdBy() == null);
            return List.of(dump, infos);
        });
    }

    private static void threads() {
        USES.put("virtual threads that a goroutine started", big -> {
            ended(() -> {
                var started = new ArrayList<Thread>();
                for (int i = 0; i < MANY; i++) {
                    started.add(Thread.ofVirtual().start(big::use));
                }
                for (Thread t : started) {
                    t.join();
                }
            });
            return nothing();
        });
        USES.put("virtual threads that waited", big -> {
            ended(() -> {
                var goOn = new CountDownLatch(1);
                var started = new ArrayList<Thread>();
                for (int i = 0; i < MANY; i++) {
                    started.add(Thread.ofVirtual().start(() -> {
                        try {
                            goOn.await();
                            big.use();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }));
                }
                goOn.countDown();
                for (Thread t : started) {
                    t.join();
                }
            });
            return nothing();
        });
        USES.put("parked virtual thread that nobody can wake", big -> {
            ended(() -> {
                var parks = new CountDownLatch(1);
                Thread t = Thread.ofVirtual().start(() -> {
                    parks.countDown();
                    for (;;) {
                        LockSupport.park();
                        big.use();
                    }
                });
                parks.await();
                InGoroutine.await(() -> t.getState() == Thread.State.WAITING);
            });
            return nothing();
        });
        USES.put("thread of the factory", big -> {
            Thread t = GoRuntime.threadFactory().newThread(big::use);
            t.start();
            t.join();
            return nothing();
        });
        USES.put("task of the executor", big -> {
            var executor = GoRuntime.newGoroutinePerTaskExecutor();
            executor.submit(big::use).get();
            var cancelled = executor.submit(() -> {
                new CountDownLatch(1).await();
                big.use();
                return big;
            });
            cancelled.cancel(true);
            executor.shutdown();
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            return executor;
        });
    }

    private static void channels() {
        USES.put("value that was received, unbuffered", big -> {
            Chan<Big> ch = Chan.make();
            Goroutine sends = waiting(() -> ch.send(big));
            ch.receive();
            Goroutine receives = waiting(() -> ch.receive().use());
            ch.send(big);
            InGoroutine.await(() -> sends.createdBy() == null && receives.createdBy() == null);
            return ch;
        });
        USES.put("value that was received, buffered", big -> {
            Chan<Big> ch = Chan.make(3);
            for (int i = 0; i < 4; i++) {
                ch.send(big);
                ch.trySend(big);
                ch.receive();
                ch.tryReceive();
            }
            return ch;
        });
        USES.put("value of a sender that waited for room", big -> {
            Chan<Big> ch = Chan.make(1);
            ch.send(big);
            Goroutine g = waiting(() -> ch.send(big));
            ch.receive();
            ch.receive();
            InGoroutine.await(() -> g.createdBy() == null);
            return ch;
        });
        USES.put("value that nobody took in time", big -> {
            Chan<Big> ch = Chan.make();
            assertThat(ch.trySend(big)).isFalse();
            assertThat(ch.trySend(big, SHORT)).isFalse();
            return ch;
        });
        USES.put("value of a send that was interrupted", big -> {
            Chan<Big> ch = Chan.make();
            ended(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> ch.send(big)).isInstanceOf(GoInterruptedException.class);
            });
            return ch;
        });
        USES.put("value of a send that a close refused", big -> {
            Chan<Big> ch = Chan.make();
            Goroutine g = waiting(() -> assertThatThrownBy(() -> ch.send(big)).isInstanceOf(Panic.class));
            ch.close();
            assertThatThrownBy(() -> ch.send(big)).isInstanceOf(Panic.class);
            InGoroutine.await(() -> g.createdBy() == null);
            return ch;
        });
        USES.put("values of a loop and a stream over a channel", big -> {
            Chan<Big> ch = Chan.make(4);
            ch.send(big);
            ch.send(big);
            ch.close();
            ch.iterator().next().use();
            ch.stream().forEach(Big::use);
            return ch;
        });
    }

    private static void selects() {
        USES.put("send of a select that another case won", big -> {
            Chan<Big> loses = Chan.make();
            Chan<Unit> wins = Chan.make();
            Goroutine g = waiting(() -> select(loses.onSend(big, () -> {}), wins.onReceive(v -> big.use())));
            wins.close();
            InGoroutine.await(() -> g.createdBy() == null);
            return List.of(loses, wins);
        });
        USES.put("send of a select that took place", big -> {
            Chan<Big> ch = Chan.make();
            Chan<Unit> other = Chan.make();
            Goroutine g = waiting(() -> select(ch.onSend(big, () -> {}), other.onReceive(v -> big.use())));
            ch.receive();
            InGoroutine.await(() -> g.createdBy() == null);
            return List.of(ch, other);
        });
        USES.put("receive of a select", big -> {
            Chan<Big> ch = Chan.make();
            Chan<Unit> other = Chan.make();
            Goroutine g = waiting(() -> select(ch.onReceive(Big::use), other.onReceive(v -> big.use())));
            ch.send(big);
            InGoroutine.await(() -> g.createdBy() == null);
            return List.of(ch, other);
        });
        USES.put("select with a default", big -> {
            Chan<Big> ch = Chan.make();
            select(ch.onSend(big, () -> {}), otherwise(big::use));
            return ch;
        });
        USES.put("prepared select that received", big -> {
            Chan<Big> ch = Chan.make(1);
            Chan<Unit> other = Chan.make();
            Select<Big> prepared = Select.of(ch.receiving(), other.receiving().map(v -> null));
            ch.send(big);
            prepared.run().use();
            return prepared;
        });
        USES.put("select that was interrupted", big -> {
            Chan<Big> ch = Chan.make();
            ended(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> select(ch.onSend(big, () -> {}))).isInstanceOf(GoInterruptedException.class);
            });
            return ch;
        });
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
        var inUse = new Object[1];
        WeakReference<Big> big = use(USES.get(what), inUse);
        awaitCleared(big, what);
        Reference.reachabilityFence(inUse);
    }

    /** On a thread of its own, whose stack is gone afterwards. */
    private static WeakReference<Big> use(Use use, Object[] inUse) throws Exception {
        var done = new CompletableFuture<WeakReference<Big>>();
        Thread t = new Thread(() -> {
            try {
                var big = new Big();
                inUse[0] = use.with(big);
                done.complete(new WeakReference<>(big));
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        t.start();
        try {
            return done.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS);
        } finally {
            t.join();
        }
    }

    private static void awaitCleared(Reference<?> ref, String what) throws InterruptedException {
        long end = System.nanoTime() + SOON_NANOS;
        for (System.gc(); !ref.refersTo(null); System.gc()) {
            assertThat(System.nanoTime()).as("still kept: " + what).isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void nameOfAGoroutineIsForgotten() throws Exception {
        var done = new CompletableFuture<WeakReference<String>>();
        Thread t = new Thread(() -> {
            String name = "name".repeat(1000);
            Goroutine g = go(name, () -> {});
            InGoroutine.await(() -> g.createdBy() == null);
            done.complete(new WeakReference<>(name));
        });
        t.start();
        awaitCleared(done.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS), "the name of a goroutine");
        t.join();
    }

    /** What we remember of the class of a body must not keep the application that the class is from. */
    @Test
    void classesOfBodiesCanBeUnloaded() throws Exception {
        WeakReference<ClassLoader> loader = runElsewhere();
        awaitCleared(loader, "the class loader of a body");
    }

    private static WeakReference<ClassLoader> runElsewhere() throws Exception {
        var done = new CompletableFuture<WeakReference<ClassLoader>>();
        Thread t = new Thread(() -> {
            try {
                ClassLoader loader = new Elsewhere();
                var app = (Runnable) loader.loadClass(App.class.getName()).getConstructor().newInstance();
                assertThat(app.getClass()).isNotSameAs(App.class);
                app.run();
                done.complete(new WeakReference<>(loader));
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        t.start();
        t.join();
        return done.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS);
    }

    /** Loads {@link App} a second time. */
    private static final class Elsewhere extends ClassLoader {
        Elsewhere() {
            super(Elsewhere.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(App.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** A program of another application in this process. */
    public static final class App implements Runnable {
        @Override
        public void run() {
            var group = new WaitGroup();
            for (int i = 0; i < 10; i++) {
                group.go(() -> Go4j.gosched());
            }
            group.go(() -> Go4j.sleep(Duration.ofMillis(2)));
            group.await();
            CancelContext ctx = Context.background().withTimeout(Duration.ofHours(1));
            ctx.afterFunc(() -> {}).stop();
            ctx.close();
            new Pool<>(Object::new).get();
        }
    }

    /** The JDK's own test of that name, with the threads on our processors. */
    @Test
    void threadsOfTheFactoryCanBeCollected() throws Exception {
        var ended = GoRuntime.threadFactory().newThread(() -> {});
        ended.start();
        ended.join();
        var refs = new ArrayList<WeakReference<Thread>>();
        refs.add(new WeakReference<>(ended));
        ended = null;
        refs.add(new WeakReference<>(GoRuntime.threadFactory().newThread(() -> {})));
        Thread parked = GoRuntime.threadFactory().newThread(LockSupport::park);
        parked.start();
        Thread seen = parked;
        InGoroutine.await(() -> seen.getState() == Thread.State.WAITING);
        refs.add(parkedForEver());
        LockSupport.unpark(parked);
        parked.join();
        for (WeakReference<Thread> ref : refs) {
            awaitCleared(ref, "a thread of the factory");
        }
    }

    private static WeakReference<Thread> parkedForEver() {
        Thread t = GoRuntime.threadFactory().newThread(() -> {
            for (;;) {
                LockSupport.park();
            }
        });
        t.start();
        InGoroutine.await(() -> t.getState() == Thread.State.WAITING);
        return new WeakReference<>(t);
    }
}
