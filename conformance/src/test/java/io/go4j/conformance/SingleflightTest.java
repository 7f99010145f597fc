// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.panic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.RecvChan;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import io.go4j.sync.SingleFlight;
import io.go4j.sync.SingleFlight.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: golang.org/x/sync/singleflight/singleflight_test.go. */
class SingleflightTest {
    private final SingleFlight<String, String> flight = new SingleFlight<>();

    @Test
    @Tag("SF-1")
    void TestDo() {
        assertThat(flight.run("key", () -> "bar")).isEqualTo(new Result<>("bar", null, false));
    }

    @Test
    @Tag("SF-1")
    void TestDoErr() {
        var failure = new IOException("some error");
        assertThatThrownBy(() -> flight.run("key", () -> {
            throw failure;
        })).isSameAs(failure);
        assertThat(flight.run("key", () -> "free again").get()).isEqualTo("free again");
    }

    /** Starts {@code n} callers for "key", of which the first runs until {@code go} is closed. */
    private List<Goroutine> callers(int n, Chan<Unit> go, AtomicInteger calls, Chan<Result<String>> results) {
        List<Goroutine> callers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            callers.add(go(() -> results.send(flight.run("key", () -> {
                calls.incrementAndGet();
                go.receive();
                return "bar";
            }))));
            Goroutines.untilWaiting(callers.getLast(), i == 0 ? WaitReason.CHAN_RECEIVE : WaitReason.WAITGROUP_WAIT);
        }
        return callers;
    }

    /** Of ten who ask at the same time one does it, and all share. */
    @Test
    @Tag("SF-1")
    void TestDoDupSuppress() {
        Goroutines.run(() -> {
            var go = Chan.<Unit>make();
            var calls = new AtomicInteger();
            var results = Chan.<Result<String>>make(10);
            callers(10, go, calls, results);
            go.close();
            for (int i = 0; i < 10; i++) {
                assertThat(results.receive()).isEqualTo(new Result<>("bar", null, true));
            }
            assertThat(calls).hasValue(1);
        });
    }

    /** Who comes after a forget starts anew; those before share the old one. */
    @Test
    @Tag("SF-3")
    void TestForget() {
        Goroutines.run(() -> {
            var go = Chan.<Unit>make();
            var results = Chan.<Result<String>>make(1);
            callers(1, go, new AtomicInteger(), results);
            flight.forget("key");
            var second = Chan.<Unit>make();
            RecvChan<Result<String>> anew = flight.runChan("key", () -> {
                second.receive();
                return "anew";
            });
            go.close();
            assertThat(results.receive().get()).isEqualTo("bar");
            RecvChan<Result<String>> shared = flight.runChan("key", () -> "third");
            second.close();
            assertThat(anew.receive()).isEqualTo(new Result<>("anew", null, true));
            assertThat(shared.receive().get()).isEqualTo("anew");
        });
    }

    @Test
    @Tag("SF-2")
    void TestDoChan() {
        Goroutines.run(() -> {
            var ch = flight.runChan("key", () -> "bar");
            assertThat(ch.receive()).isEqualTo(new Result<>("bar", null, false));
            assertThat(ch.isClosed()).isFalse();
            assertThat(ch.cap()).isEqualTo(1);
            var failure = new IOException("no");
            var failed = flight.runChan("key", () -> {
                throw failure;
            }).receive();
            assertThat(failed.failure()).isSameAs(failure);
            assertThatThrownBy(failed::get).isSameAs(failure);
        });
    }

    /** A panic goes to every caller. */
    @Test
    @Tag("SF-4")
    void TestPanicDo() {
        Goroutines.run(() -> {
            var go = Chan.<Unit>make();
            var panics = Chan.<Throwable>make(5);
            List<Goroutine> callers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                callers.add(go(() -> panics.send(catchThrowable(() -> flight.run("key", () -> {
                    go.receive();
                    throw panic("invalid memory address");
                })))));
                Goroutines.untilWaiting(callers.getLast(), i == 0 ? WaitReason.CHAN_RECEIVE : WaitReason.WAITGROUP_WAIT);
            }
            go.close();
            for (int i = 0; i < 5; i++) {
                assertThat(panics.receive()).isInstanceOf(Panic.class).hasMessage("invalid memory address");
            }
        });
    }

    /** A goexit ends every caller. */
    @Test
    @Tag("SF-5")
    void TestGoexitDo() {
        Goroutines.run(() -> {
            var go = Chan.<Unit>make();
            var returned = Chan.<Unit>make(5);
            List<Goroutine> callers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                callers.add(go(() -> {
                    flight.run("key", () -> {
                        go.receive();
                        throw goexit();
                    });
                    returned.send(Unit.UNIT);
                }));
                Goroutines.untilWaiting(callers.getLast(), i == 0 ? WaitReason.CHAN_RECEIVE : WaitReason.WAITGROUP_WAIT);
            }
            go.close();
            callers.forEach(Goroutines::untilDead);
            assertThat(returned.len()).isZero();
        });
    }

    /** Where a result should come out of a channel, a panic ends the program. */
    @Test
    @Tag("SF-4")
    @Tag("go4j-run")
    void TestPanicDoChan() {
        Program p = Program.run("SingleflightPanicDoChan");
        assertThat(p.stderr()).startsWith("panic: Panicking in DoChan\n");
        assertThat(p.status()).isEqualTo(2);
    }

    @Test
    @Tag("SF-4")
    @Tag("go4j-run")
    void TestPanicDoSharedByDoChan() {
        Program p = Program.run("SingleflightPanicDoShared");
        assertThat(p.stderr()).startsWith("panic: Panicking in Do\n");
        assertThat(p.status()).isEqualTo(2);
    }
}
