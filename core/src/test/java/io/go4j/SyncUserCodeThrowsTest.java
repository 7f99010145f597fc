// SPDX-License-Identifier: Apache-2.0
package io.go4j;

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
import io.go4j.context.Context;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Once;
import io.go4j.sync.OnceFunc;
import io.go4j.sync.OnceValue;
import io.go4j.sync.Pool;
import io.go4j.sync.SingleFlight;
import io.go4j.sync.WaitGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link UserCodeThrows}: package {@code sync}. */
class SyncUserCodeThrowsTest {
    private static final Map<String, Use> USES = new LinkedHashMap<>();

    static {
        onces();
        groups();
        flights();
        keys();
        locks();
    }

    private static void onces() {
        USES.put("Once", t -> {
            var once = new Once();
            same(catchThrowable(() -> once.run(() -> {
                throw sneak(t);
            })), t);
            once.run(() -> {
                throw new AssertionError("run twice");
            });
        });
        USES.put("OnceValue and who waits for it", t -> {
            Chan<Unit> goOn = Chan.make();
            Chan<Unit> begun = Chan.make(1);
            var once = OnceValue.of(() -> {
                begun.send(Unit.UNIT);
                goOn.receive();
                throw sneak(t);
            });
            var first = elsewhere(once::get);
            begun.receive();
            var second = elsewhere(once::get);
            goOn.close();
            same(soon(first), t);
            same(soon(second), t);
            same(catchThrowable(once::get), t);
        });
        USES.put("OnceFunc", t -> {
            var once = OnceFunc.of(() -> {
                throw sneak(t);
            });
            same(catchThrowable(once::run), t);
            same(catchThrowable(once::run), t);
        });
        USES.put("Pool", t -> {
            var fails = new AtomicInteger(1);
            var pool = new Pool<>(() -> {
                if (fails.getAndDecrement() > 0) {
                    throw sneak(t);
                }
                return "made";
            });
            same(catchThrowable(pool::get), t);
            assertThat(pool.get()).isEqualTo("made");
            pool.put("put");
            assertThat(pool.get()).isEqualTo("put");
        });
    }

    private static void groups() {
        USES.put("WaitGroup", t -> {
            var group = new WaitGroup();
            group.go(() -> {
                throw sneak(t);
            });
            Throwable panic = soon(elsewhere(group::await));
            assertThat(panic).isInstanceOf(Panic.class);
            same(panic.getCause(), t);
        });
        USES.put("ErrGroup", t -> {
            var group = ErrGroup.withContext(Context.background());
            group.setLimit(1);
            group.go(() -> {
                throw sneak(t);
            });
            same(soon(elsewhere(group::await)), t);
            same(group.context().cause(), t);
            var again = new AtomicInteger();
            group.go(again::incrementAndGet);
            soon(elsewhere(group::await));
            assertThat(again).hasValue(1);
        });
        USES.put("ErrGroup below a context whose functions cannot be stopped", t -> {
            Context parent = new Custom(Context.background().withCancel()) {
                @Override
                public AfterFunc afterFunc(GoBody f) {
                    return () -> {
                        throw sneak(t);
                    };
                }
            };
            var group = ErrGroup.withContext(parent);
            var failure = new IOException("of the part");
            group.go(() -> {
                throw failure;
            });
            assertThat(soon(elsewhere(group::await))).isNotNull();
            same(group.context().cause(), failure);
        });
    }

    private static void flights() {
        USES.put("SingleFlight and who waits for it", t -> {
            var flight = new SingleFlight<String, String>();
            Chan<Unit> goOn = Chan.make();
            Chan<Unit> begun = Chan.make(1);
            GoSupplier<String> fails = () -> {
                begun.send(Unit.UNIT);
                goOn.receive();
                throw sneak(t);
            };
            var first = elsewhere(() -> flight.run("k", fails));
            begun.receive();
            var second = elsewhere(() -> flight.run("k", fails));
            goOn.close();
            same(soon(first), t);
            Throwable other = soon(second);
            same(other, t);
            assertThat(flight.run("k", () -> "again").get()).isEqualTo("again");
        });
        USES.put("SingleFlight with a channel", t -> {
            var flight = new SingleFlight<String, String>();
            var ch = flight.runChan("k", () -> {
                throw sneak(t);
            });
            Exception failure = ch.receive().failure();
            boolean isFailure = t instanceof Exception;
            same(isFailure ? failure : failure.getCause(), t);
            assertThat(flight.runChan("k", () -> "again").receive().get()).isEqualTo("again");
        });
    }

    /** A key that throws when it is told to. */
    private static final class BadKey {
        private final Throwable thrown;
        volatile int hashCodes = Integer.MAX_VALUE;
        volatile int equals = Integer.MAX_VALUE;
        volatile int hash = 1;

        BadKey(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public int hashCode() {
            if (hashCodes-- <= 0) {
                throw sneak(thrown);
            }
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (equals-- <= 0) {
                throw sneak(thrown);
            }
            return other instanceof BadKey;
        }
    }

    private static void keys() {
        for (int n = 0; n < 4; n++) {
            int after = n;
            USES.put("key whose hashCode throws at call " + (n + 1), t -> flyWith(t, k -> k.hashCodes = after));
            USES.put("key whose equals throws at call " + (n + 1), t -> flyWith(t, k -> k.equals = after));
        }
        USES.put("key that throws, or is another, when its call ends", t -> {
            var flight = new SingleFlight<BadKey, String>();
            var key = new BadKey(t);
            assertThat(flight.run(key, () -> {
                key.hashCodes = 0;
                key.equals = 0;
                return "value";
            }).get()).isEqualTo("value");
            key.hashCodes = Integer.MAX_VALUE;
            key.equals = Integer.MAX_VALUE;
            flight.run(key, () -> {
                key.hash++;
                return "value";
            });
            key.hash--;
            assertThat(flight.run(key, () -> "again").get()).as("nothing has stayed in the map").isEqualTo("again");
        });
        USES.put("key with the same hash code as one that throws", t -> {
            var flight = new SingleFlight<Object, String>();
            var bad = new BadKey(t);
            flight.run(bad, () -> {
                Object other = new Object() {
                    @Override
                    public int hashCode() {
                        return 1;
                    }
                };
                String value = flight.run(other, () -> {
                    bad.equals = 0;
                    return "other";
                }).get();
                assertThat(value).isEqualTo("other");
                return "bad";
            });
            bad.equals = Integer.MAX_VALUE;
            assertThat(flight.run(bad, () -> "again").get()).isEqualTo("again");
        });
    }

    private static void flyWith(Throwable t, Consumer<BadKey> spoil) throws Exception {
        var flight = new SingleFlight<BadKey, String>();
        Chan<Unit> goOn = Chan.make();
        Chan<Unit> begun = Chan.make(1);
        var key = new BadKey(t);
        spoil.accept(key);
        var callers = new ArrayList<CompletableFuture<Throwable>>();
        for (int i = 0; i < 3; i++) {
            callers.add(elsewhere(() -> flight.run(key, () -> {
                begun.trySend(Unit.UNIT);
                goOn.receive();
                return "value";
            })));
        }
        var viaChannel = elsewhere(() -> flight.runChan(key, () -> "value"));
        var forgets = elsewhere(() -> flight.forget(key));
        goOn.close();
        callers.add(viaChannel);
        callers.add(forgets);
        for (var caller : callers) {
            Throwable thrown = soon(caller);
            if (thrown != null) {
                same(thrown, t);
            }
        }
        key.hashCodes = Integer.MAX_VALUE;
        key.equals = Integer.MAX_VALUE;
        InGoroutine.await(() -> flight.run(key, () -> "again").get().equals("again"));
    }

    private static void locks() {
        USES.put("lock of a condition", t -> {
            var fails = new AtomicInteger();
            var lock = new ReentrantLock() {
                private static final long serialVersionUID = 1L;

                @Override
                public void unlock() {
                    if (fails.getAndDecrement() > 0) {
                        throw sneak(t);
                    }
                    super.unlock();
                }
            };
            var cond = new Cond(lock);
            lock.lock();
            fails.set(1);
            same(catchThrowable(cond::await), t);
            assertThat(cond.await(Duration.ZERO)).isFalse();
            fails.set(0);
            lock.unlock();
        });
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
