// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Unit.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoInterruptedException;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Panic;
import io.go4j.Unit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitGroupTest {
    @Test
    void interruptEndsTheWaitOfOne() throws Exception {
        InGoroutine.run(() -> {
            var group = new WaitGroup();
            group.add(1);
            var thread = new AtomicReference<Thread>();
            Chan<String> outcome = Chan.make(2);
            Goroutine g = go(() -> {
                thread.set(Thread.currentThread());
                try {
                    group.await();
                } catch (GoInterruptedException e) {
                    outcome.send("interrupted");
                }
            });
            InGoroutine.awaitWaiting(g);
            thread.get().interrupt();
            assertThat(outcome.receive()).isEqualTo("interrupted");
            group.done();
            group.await();
        });
    }

    /** In an application, where it ends neither the program nor the wait of who counts on it. */
    @Test
    void panicOfAGoroutineIsThrownToWhoWaits() throws Exception {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        var failure = new IllegalStateException("no such file");
        GoRuntime.onPanic((g, t) -> reported.add(t));
        try {
            InGoroutine.run(() -> {
                var group = new WaitGroup();
                Chan<Unit> started = Chan.make();
                group.go(() -> {
                    started.receive();
                    throw failure;
                });
                group.go(() -> {});
                go(() -> started.send(UNIT));
                assertThatThrownBy(group::await).isInstanceOf(Panic.class).hasCause(failure);
                assertThat(reported).containsExactly(failure);
                assertThatThrownBy(group::await).isInstanceOf(Panic.class).hasCause(failure);
            });
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    /** Goexit ends a goroutine of the group like any other, also while a panic is under way. */
    @Test
    void goexitIsNoPanic() throws Exception {
        InGoroutine.run(() -> {
            var group = new WaitGroup();
            group.go(Go4j::goexit);
            group.go(() -> {
                try (var d = defer()) {
                    d.run(Go4j::goexit);
                    throw new IllegalStateException("cancelled");
                }
            });
            group.await();
        });
    }

    /** WG-4: whoever wakes must find the round over, and not the next one begun. */
    @Test
    void reuseBeforeAllHaveReturnedPanics() throws Exception {
        InGoroutine.run(() -> {
            boolean panicked = false;
            for (int i = 0; i < 100_000 && !panicked; i++) {
                var group = new WaitGroup();
                group.add(1);
                Chan<String> outcome = Chan.make(1);
                Goroutine g = go(() -> {
                    try {
                        group.await();
                        outcome.send("fine");
                    } catch (Panic e) {
                        outcome.send(e.getMessage());
                    }
                });
                InGoroutine.awaitWaiting(g);
                group.done();
                group.add(1); // most often before the other one runs
                String said = outcome.receive();
                panicked = said.equals("sync: WaitGroup is reused before previous Wait has returned");
                assertThat(panicked || said.equals("fine")).as(said).isTrue();
            }
            assertThat(panicked).isTrue();
        });
    }

    @Test
    void nothingIsCountedForNoBody() {
        var group = new WaitGroup();
        assertThatThrownBy(() -> group.go(null)).isInstanceOf(NullPointerException.class).hasMessage("sync: no body");
        group.await();
    }

    @Test
    void moreDoneThanAddedPanics() {
        assertThatThrownBy(() -> new WaitGroup().done()).isInstanceOf(Panic.class).hasMessage("sync: negative WaitGroup counter");
    }
}
