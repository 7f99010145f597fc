// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Panic;
import io.go4j.Unit;
import io.go4j.context.Context;
import io.go4j.diag.GoroutineStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the conformance tests of the groups do not ask. */
class ErrGroupTest {
    @Test
    void nothingIsCountedForNoPart() throws Exception {
        InGoroutine.run(() -> {
            try (var group = new ErrGroup()) {
                group.setLimit(1);
                assertThatThrownBy(() -> group.go(null)).isInstanceOf(NullPointerException.class).hasMessage("errgroup: no part");
                assertThatThrownBy(() -> group.tryGo(null)).isInstanceOf(NullPointerException.class).hasMessage("errgroup: no part");
                assertThat(group.tryGo(() -> {})).as("the slot is free").isTrue();
                group.await();
            }
        });
        assertThatThrownBy(() -> ErrGroup.withContext(null)).hasMessage("errgroup: no parent");
    }

    /** Go makes a channel of that size, of elements that need no room. */
    @Test
    void limitTakesNoRoom() {
        var groups = new ArrayList<ErrGroup>();
        for (int limit : new int[] {1_000_000, 1 << 30, Integer.MAX_VALUE}) {
            for (int i = 0; i < 1_000; i++) { // slots for all of them would need 4 GB and more
                var group = new ErrGroup();
                group.setLimit(limit);
                assertThat(group.tryGo(() -> {})).isTrue();
                group.go(() -> {});
                groups.add(group);
            }
        }
        groups.forEach(ErrGroup::await);
    }

    @Test
    void closeWaitsForPartsThatWereStartedAfterTheWait() throws Exception {
        InGoroutine.run(() -> {
            var group = new ErrGroup();
            group.go(() -> {});
            group.await();
            Chan<Unit> goOn = Chan.make();
            group.go(() -> {
                goOn.receive();
                throw new IOException("late");
            });
            Chan<Throwable> thrown = Chan.make(1);
            Goroutine closing = go(() -> {
                try {
                    group.close();
                    thrown.send(new AssertionError("nothing"));
                } catch (Throwable t) {
                    thrown.send(t);
                }
            });
            InGoroutine.await(() -> closing.status() == GoroutineStatus.WAITING || closing.status() == GoroutineStatus.DEAD);
            assertThat(thrown.len()).isZero();
            goOn.close();
            assertThat(thrown.receive()).isInstanceOf(IOException.class).hasMessage("late");
            group.close(); // it has been thrown
        });
    }

    /** In an application, which outlives it. */
    @Test
    void panicOfAPartIsAFailureOnceItWasReported() throws Exception {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        var missing = new NoClassDefFoundError("app/Part");
        GoRuntime.onPanic((g, t) -> reported.add(t));
        try {
            InGoroutine.run(() -> {
                var group = ErrGroup.withContext(Context.background());
                group.setLimit(1);
                group.go(() -> {
                    throw missing;
                });
                group.go(() -> group.context().done().receive()); // after that one, whose slot it has
                assertThatThrownBy(group::await).isSameAs(missing);
                assertThat(reported).containsExactly(missing);
                assertThat(group.context().cause()).isSameAs(missing);
            });
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    @Test
    void failureIsNotItsOwnSuppressedOne() {
        assertThatThrownBy(() -> {
            try (var group = new ErrGroup()) {
                group.go(() -> {
                    throw new IOException("no");
                });
                group.await();
            }
        }).isInstanceOf(IOException.class).hasMessage("no").hasNoSuppressedExceptions();
    }

    @Test
    void semaphoreOfLessThanNothingIsRefused() {
        assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(Panic.class).hasMessage("semaphore: size -1 is below 0");
        assertThat(new Semaphore(0).tryAcquire()).isFalse();
    }
}
