// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.goexit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.go4j.Chan;
import io.go4j.Panic;
import io.go4j.Unit;
import io.go4j.context.Context;
import io.go4j.sync.ErrGroup;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: golang.org/x/sync/errgroup/errgroup_test.go. */
class ErrgroupTest {
    private final Exception failure1 = new IOException("errgroup_test: 1");
    private final Exception failure2 = new IllegalStateException("errgroup_test: 2");

    private static void returns(Exception failure) throws Exception {
        if (failure != null) {
            throw failure;
        }
    }

    /** await throws the first failure, whatever comes before or after it. */
    @Test
    @Tag("EG-3")
    void TestZeroGroup() {
        Goroutines.run(() -> {
            for (List<Exception> outcomes : Arrays.asList(
                    Arrays.<Exception>asList(), Arrays.asList((Exception) null), List.of(failure1),
                    Arrays.asList(failure1, null), Arrays.asList(failure1, null, failure2))) {
                var group = new ErrGroup();
                Exception first = null;
                for (Exception outcome : outcomes) {
                    group.go(() -> returns(outcome));
                    first = first != null ? first : outcome;
                    assertThat(catchThrowable(group::await)).isSameAs(first);
                }
            }
        });
    }

    /** The context ends with the first failure, or when await has returned. */
    @Test
    @Tag("EG-1")
    void TestWithContext() {
        Goroutines.run(() -> {
            for (List<Exception> outcomes : Arrays.asList(
                    Arrays.<Exception>asList(), Arrays.asList((Exception) null), List.of(failure1),
                    Arrays.asList(failure1, null), Arrays.asList(null, failure2))) {
                var group = ErrGroup.withContext(Context.background());
                for (Exception outcome : outcomes) {
                    group.go(() -> returns(outcome));
                }
                Exception want = outcomes.stream().filter(e -> e != null).findFirst().orElse(null);
                assertThat(catchThrowable(group::await)).isSameAs(want);
                assertThat(group.context().done().isClosed()).isTrue();
                assertThat(group.context().err()).isSameAs(Context.CANCELED);
            }
        });
    }

    @Test
    @Tag("EG-2")
    void TestTryGo() {
        Goroutines.run(() -> {
            int n = 42;
            var group = new ErrGroup();
            group.setLimit(n);
            var ch = Chan.<Unit>make();
            for (int i = 0; i < n; i++) {
                assertThat(group.tryGo(() -> ch.send(Unit.UNIT))).isTrue();
            }
            assertThat(group.tryGo(() -> {})).as("over the limit").isFalse();
            for (int i = 0; i < n; i++) {
                ch.receive();
            }
            group.await();
            assertThat(group.tryGo(() -> {})).as("all have ended").isTrue();
            group.await();

            group.setLimit(1);
            assertThat(group.tryGo(ch::receive)).isTrue();
            assertThat(group.tryGo(ch::receive)).isFalse();
            ch.send(Unit.UNIT);
            group.await();

            group.setLimit(0);
            assertThat(group.tryGo(() -> {})).isFalse();
            group.setLimit(-1);
            assertThat(group.tryGo(() -> {})).isTrue();
            group.await();
        });
    }

    /** Of a thousand parts never more than ten are active. */
    @Test
    @Tag("EG-2")
    void TestGoLimit() {
        Goroutines.run(() -> {
            int limit = 10;
            var group = new ErrGroup();
            group.setLimit(limit);
            var active = new AtomicInteger();
            for (int i = 0; i <= 1 << 10; i++) {
                group.go(() -> {
                    if (active.incrementAndGet() > limit) {
                        throw new IllegalStateException("too many");
                    }
                    Thread.yield();
                    active.decrementAndGet();
                });
            }
            group.await();
        });
    }

    @Test
    @Tag("EG-4")
    void setLimitWhileActive() {
        Goroutines.run(() -> {
            var group = new ErrGroup();
            group.setLimit(3);
            var ch = Chan.<Unit>make();
            group.go(ch::receive);
            group.go(ch::receive);
            assertThatThrownBy(() -> group.setLimit(4)).isInstanceOf(Panic.class)
                    .hasMessage("errgroup: modify limit while 2 goroutines in the group are still active");
            ch.close();
            group.await();
            group.setLimit(4);
        });
    }

    /** The cause of the context is the failure; without one it is only cancelled. */
    @Test
    @Tag("EG-1")
    void TestCancelCause() {
        Goroutines.run(() -> {
            for (List<Exception> outcomes : Arrays.asList(
                    Arrays.<Exception>asList(), Arrays.asList((Exception) null), List.of(failure1), Arrays.asList(failure1, null))) {
                var group = ErrGroup.withContext(Context.background());
                for (Exception outcome : outcomes) {
                    assertThat(group.tryGo(() -> returns(outcome))).isTrue();
                }
                Exception want = outcomes.contains(failure1) ? failure1 : null;
                assertThat(catchThrowable(group::await)).isSameAs(want);
                assertThat(group.context().cause()).isSameAs(want == null ? Context.CANCELED : want);
            }
            var failed = ErrGroup.withContext(Context.background());
            failed.go(() -> returns(failure1));
            failed.context().done().receive();
            assertThat(failed.context().cause()).as("before await").isSameAs(failure1);
            assertThat(catchThrowable(failed::await)).isSameAs(failure1);
        });
    }

    /** goexit ends a part without a failure. */
    @Test
    @Tag("EG-5")
    void goexitIsNoFailure() {
        Goroutines.run(() -> {
            var group = new ErrGroup();
            group.setLimit(1);
            group.go(() -> goexit());
            group.go(() -> {});
            group.await();
        });
    }
}
