// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static io.go4j.UserCodeThrows.all;
import static io.go4j.UserCodeThrows.check;
import static io.go4j.UserCodeThrows.elsewhere;
import static io.go4j.UserCodeThrows.same;
import static io.go4j.UserCodeThrows.sneak;
import static io.go4j.UserCodeThrows.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.go4j.UserCodeThrows.Custom;
import io.go4j.UserCodeThrows.Use;
import io.go4j.context.AfterFunc;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.context.ContextException;
import io.go4j.flow.Flows;
import io.go4j.flow.Futures;
import io.go4j.flow.Inflow;
import io.go4j.flow.Pipes;
import io.go4j.flow.RateLimiter;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Semaphore;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link UserCodeThrows}: packages {@code context} and {@code flow}. */
class ContextUserCodeThrowsTest {
    private static final Map<String, Use> USES = new LinkedHashMap<>();

    static {
        contexts();
        contextsOfOthers();
        pipes();
        futures();
        subscriptions();
    }

    private static void contexts() {
        USES.put("function of a context", t -> {
            CancelContext c = Context.background().withCancel();
            Chan<Unit> ran = Chan.make(2);
            c.afterFunc(() -> ran.send(Unit.UNIT));
            c.afterFunc(() -> {
                throw sneak(t);
            });
            c.afterFunc(() -> ran.send(Unit.UNIT));
            CancelContext child = c.withCancel();
            c.cancel();
            ran.receive();
            ran.receive();
            assertThat(child.err()).isNotNull();
        });
        USES.put("interrupt by a context that cannot be stopped", t -> {
            CancelContext inner = Context.background().withCancel();
            Context c = new Custom(inner) {
                @Override
                public AfterFunc afterFunc(GoBody f) {
                    try {
                        f.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    return () -> {
                        throw sneak(t);
                    };
                }
            };
            var scope = c.interruptOnDone();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            same(catchThrowable(scope::close), t);
            assertThat(Thread.interrupted()).isFalse();
        });
    }

    private static void contextsOfOthers() {
        USES.put("context that fails to say why it has ended", t -> {
            CancelContext inner = Context.background().withCancel();
            var ended = new AtomicInteger();
            Context c = new Custom(inner) {
                @Override
                public ContextException err() {
                    if (ended.get() > 0) {
                        throw sneak(t);
                    }
                    return null;
                }
            };
            CancelContext child = c.withCancel();
            CancelContext below = child.withCancel();
            ended.set(1);
            inner.cancel();
            below.done().receive();
            assertThat(child.err()).isSameAs(Context.CANCELED);
            same(child.cause(), t);
        });
        USES.put("context that fails when it is asked for its channel", t -> {
            Context c = new Custom(Context.background().withCancel()) {
                @Override
                public RecvChan<?> done() {
                    throw sneak(t);
                }
            };
            same(catchThrowable(() -> c.afterFunc(() -> {})), t);
            same(catchThrowable(c::withCancel), t);
            var limiter = RateLimiter.of(1, Duration.ofHours(1), 1);
            limiter.acquire(c);
            same(catchThrowable(() -> limiter.acquire(c)), t);
            var semaphore = new Semaphore(1);
            semaphore.acquire();
            same(catchThrowable(() -> semaphore.acquire(c, 1)), t);
            semaphore.release();
            assertThat(semaphore.tryAcquire(1)).isTrue();
        });
        USES.put("context that fails when a unit was granted", t -> {
            var asked = new AtomicInteger();
            Context c = new Custom(Context.background().withCancel()) {
                @Override
                public ContextException err() {
                    if (asked.incrementAndGet() > 1) {
                        throw sneak(t);
                    }
                    return null;
                }
            };
            var semaphore = new Semaphore(1);
            semaphore.acquire();
            Chan<Throwable> thrown = Chan.make(1);
            InGoroutine.awaitWaiting(go(() -> thrown.send(catchThrowable(() -> semaphore.acquire(c, 1)))));
            semaphore.release();
            same(thrown.receive(), t);
            assertThat(semaphore.tryAcquire(1)).isTrue();
        });
        USES.put("context that fails when its functions are stopped", t -> {
            CancelContext inner = Context.background().withCancel();
            Context c = new Custom(inner) {
                @Override
                public AfterFunc afterFunc(GoBody f) {
                    return () -> {
                        throw sneak(t);
                    };
                }
            };
            CancelContext child = c.withCancel();
            CancelContext below = child.withCancel();
            same(catchThrowable(child::cancel), t);
            assertThat(below.err()).isSameAs(Context.CANCELED);
            child.cancel();
        });
    }

    private static void pipes() {
        USES.put("function of a stage", t -> {
            var group = ErrGroup.withContext(Context.background());
            Chan<Integer> in = Chan.make(1);
            in.send(1);
            RecvChan<Integer> out = Pipes.stage(group, in, 2, i -> {
                throw sneak(t);
            });
            assertThat(out.receive()).isNull();
            same(soon(elsewhere(group::await)), t);
        });
        USES.put("iterator", t -> {
            Iterator<Integer> elements = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    throw sneak(t);
                }
            };
            assertThat(Pipes.from(Context.background(), elements).receive()).isNull();
            same(catchThrowable(() -> Pipes.from(Context.background(), (Iterable<Integer>) () -> {
                throw sneak(t);
            })), t);
        });
        USES.put("stream, and its close", t -> {
            assertThat(Pipes.from(Context.background(), Stream.of(1).map(i -> {
                throw sneak(t);
            })).receive()).isNull();
            RecvChan<Integer> out = Pipes.from(Context.background(), Stream.of(1).onClose(() -> {
                throw sneak(t);
            }));
            assertThat(out.receive()).isEqualTo(1);
            assertThat(out.receive()).isNull();
        });
    }

    private static void futures() {
        USES.put("future made of a function", t -> {
            CompletableFuture<Object> f = Futures.async(() -> {
                throw sneak(t);
            });
            Throwable failed = catchThrowable(() -> f.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS));
            assertThat(failed).isInstanceOf(ExecutionException.class);
            same(failed.getCause(), t);
        });
        USES.put("future that fails", t -> {
            var f = new CompletableFuture<Integer>();
            var waits = elsewhere(() -> Futures.await(Context.background(), f));
            f.completeExceptionally(t);
            same(soon(waits), t);
        });
        USES.put("future that cannot be cancelled", t -> {
            var f = new CompletableFuture<Integer>() {
                @Override
                public boolean cancel(boolean mayInterrupt) {
                    throw sneak(t);
                }
            };
            var interrupted = elsewhere(() -> {
                Thread.currentThread().interrupt();
                Futures.await(Context.background(), f);
            });
            assertThat(soon(interrupted)).isInstanceOf(GoInterruptedException.class);
            CancelContext c = Context.background().withCancel();
            c.cancel();
            same(soon(elsewhere(() -> Futures.await(c, f))), t);
        });
    }

    private static void subscriptions() {
        for (String where : List.of("onSubscribe", "onNext", "onComplete", "onError")) {
            USES.put("subscriber whose " + where + " throws", t -> {
                Chan<Integer> in = Chan.make(2);
                in.send(1);
                CancelContext c = Context.background().withCancel();
                var subscriber = new Subscriber(where, t);
                Flows.publisher(c, in).subscribe(subscriber);
                if (where.equals("onError")) {
                    c.cancel();
                } else if (where.equals("onComplete")) {
                    in.close();
                }
                InGoroutine.await(() -> subscriber.threw > 0);
                assertThat(subscriber.threw).as("nothing more comes").isEqualTo(1);
            });
        }
        for (String where : List.of("request", "cancel")) {
            USES.put("subscription whose " + where + " throws", t -> {
                var in = new Inflow<Integer>(1);
                in.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long n) {
                        if (where.equals("request")) {
                            throw sneak(t);
                        }
                    }

                    @Override
                    public void cancel() {
                        if (where.equals("cancel")) {
                            throw sneak(t);
                        }
                    }
                });
                if (where.equals("cancel")) {
                    in.close();
                }
                assertThat(in.channel().receive()).isNull();
                if (where.equals("request")) {
                    same(in.failure(), t);
                }
            });
        }
        USES.put("publisher whose subscribe throws", t -> same(catchThrowable(() -> Flows.subscribe(s -> {
            throw sneak(t);
        }, 1)), t));
    }

    private static final class Subscriber implements Flow.Subscriber<Integer> {
        private final String where;
        private final Throwable thrown;
        volatile int calls;
        volatile int threw;

        Subscriber(String where, Throwable thrown) {
            this.where = where;
            this.thrown = thrown;
        }

        private void called(String here) {
            calls++;
            if (here.equals(where)) {
                threw++;
                throw sneak(thrown);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription s) {
            s.request(Long.MAX_VALUE);
            called("onSubscribe");
        }

        @Override
        public void onNext(Integer value) {
            called("onNext");
        }

        @Override
        public void onError(Throwable t) {
            called("onError");
        }

        @Override
        public void onComplete() {
            called("onComplete");
        }
    }

    static Stream<Arguments> uses() {
        return all(USES);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void isNoHarm(String what, String kind) throws Exception {
        check(USES.get(what), kind);
    }
}
