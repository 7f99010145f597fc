// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static io.go4j.KeepsNothing.MANY;
import static io.go4j.KeepsNothing.SHORT;
import static io.go4j.KeepsNothing.awaitCleared;
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
import io.go4j.sync.Pool;
import io.go4j.sync.WaitGroup;
import java.io.IOException;
import java.io.InputStream;
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

/** {@link KeepsNothing}: goroutines, threads, channels. */
class KeepsNothingTest {
    private static final Map<String, Use> USES = new LinkedHashMap<>();

    static {
        goroutines();
        threads();
        channels();
        selects();
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

    static Stream<String> uses() {
        return USES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("uses")
    void isDoneWith(String what) throws Exception {
        check(what, USES.get(what));
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
