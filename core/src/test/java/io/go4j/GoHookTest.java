// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GoHookTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    /** Hands LOCAL on. */
    private static GoBody local(GoBody body) {
        String value = LOCAL.get();
        return () -> {
            LOCAL.set(value);
            body.run();
        };
    }

    /** Hands SCOPED on. */
    private static GoBody scoped(GoBody body) {
        if (!SCOPED.isBound()) {
            return body;
        }
        String value = SCOPED.get();
        return () -> ScopedValue.where(SCOPED, value).call(() -> {
            body.run();
            return Unit.UNIT;
        });
    }

    private static <T> T onGoroutine(Callable<T> what) {
        Chan<T> result = Chan.make(1);
        go(() -> result.send(what.call()));
        return Objects.requireNonNull(result.receive());
    }

    private static String seen() {
        return LOCAL.get() + " " + SCOPED.orElse("unbound");
    }

    @Test
    void whatTheSpawnerHasArrivesByWhateverWayItSaysGo() throws Exception {
        assertThat(ScopedValue.where(SCOPED, "b").call(() -> onGoroutine(GoHookTest::seen))).isEqualTo("null unbound");
        LOCAL.set("a");
        try (var l = GoRuntime.onGo(GoHookTest::local); var s = GoRuntime.onGo(GoHookTest::scoped); var pool = executor()) {
            assertThat(l).isNotSameAs(s);
            List<String> all = new CopyOnWriteArrayList<>();
            ScopedValue.where(SCOPED, "b").call(() -> {
                all.add(onGoroutine(GoHookTest::seen));
                all.add(onGoroutine(() -> onGoroutine(GoHookTest::seen)));
                all.add(pool.submit(GoHookTest::seen).get());
                var group = new WaitGroup();
                group.go(() -> all.add(seen()));
                group.await();
                var errors = new ErrGroup();
                errors.go(() -> all.add(seen()));
                errors.await();
                return all;
            });
            assertThat(all).hasSize(5).containsOnly("a b");
        } finally {
            LOCAL.remove();
        }
        assertThat(onGoroutine(GoHookTest::seen)).isEqualTo("null unbound");
    }

    private static ExecutorService executor() {
        return GoRuntime.newGoroutinePerTaskExecutor();
    }

    @Test
    void severalWrapEachOtherTheLastOutermost() {
        List<String> order = new CopyOnWriteArrayList<>();
        var first = GoRuntime.onGo(body -> noting("first", body, order));
        var second = GoRuntime.onGo(body -> noting("second", body, order));
        assertThat(onGoroutine(() -> "ran")).isEqualTo("ran");
        assertThat(order).containsExactly("take first", "take second", "run second", "run first");
        first.close();
        first.close(); // again: nothing
        order.clear();
        onGoroutine(() -> "ran");
        assertThat(order).containsExactly("take second", "run second");
        second.close();
        order.clear();
        onGoroutine(() -> "ran");
        assertThat(order).isEmpty();
    }

    private static GoBody noting(String name, GoBody body, List<String> order) {
        order.add("take " + name);
        return () -> {
            order.add("run " + name);
            body.run();
        };
    }

    @Test
    void ofAHookThatIsRegisteredTwiceEachEndsForItself() {
        var calls = new AtomicInteger();
        GoHook hook = body -> {
            calls.incrementAndGet();
            return body;
        };
        var once = GoRuntime.onGo(hook);
        var twice = GoRuntime.onGo(hook);
        onGoroutine(() -> 1);
        assertThat(calls).hasValue(2);
        once.close();
        onGoroutine(() -> 1);
        assertThat(calls).hasValue(3);
        twice.close();
    }

    @Test
    void whatAHookThrowsGoThrowsAndNobodyIsStartedOrCounted() throws Exception {
        long before = GoRuntime.numGoroutine();
        var ran = new AtomicInteger();
        try (var on = GoRuntime.onGo(body -> {
            throw new IllegalStateException("no context");
        })) {
            assertThat(on).isNotNull();
            assertThatThrownBy(() -> go(ran::incrementAndGet)).isInstanceOf(IllegalStateException.class).hasMessage("no context");
            var group = new WaitGroup();
            assertThatThrownBy(() -> group.go(ran::incrementAndGet)).hasMessage("no context");
            group.await();
            var errors = new ErrGroup();
            errors.setLimit(1);
            assertThatThrownBy(() -> errors.go(ran::incrementAndGet)).hasMessage("no context");
            assertThatThrownBy(() -> errors.go(ran::incrementAndGet)).as("the place of the first is free").hasMessage("no context");
            errors.await();
        }
        try (var on = GoRuntime.onGo(body -> null)) {
            assertThat(on).isNotNull();
            assertThatThrownBy(() -> go(ran::incrementAndGet)).hasMessage("runtime: a hook for go has returned no body");
        }
        assertThatThrownBy(() -> GoRuntime.onGo(null)).hasMessage("runtime: no hook");
        assertThat(ran).hasValue(0);
        assertThat((long) GoRuntime.numGoroutine()).isLessThanOrEqualTo(before);
    }

    @Test
    void aTimersFunctionGetsNothing() {
        var calls = new AtomicInteger();
        var fired = Chan.<Integer>make();
        try (var on = GoRuntime.onGo(body -> {
            calls.incrementAndGet();
            throw new IllegalStateException("on a thread of the runtime");
        })) {
            assertThat(on).isNotNull();
            assertThat(Timer.afterFunc(Duration.ofMillis(1), () -> fired.send(1))).isNotNull();
            fired.receive();
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void placeNamePanicAndGoexitStayThoseOfTheBody() throws Exception {
        var panics = Chan.<Throwable>make(1);
        GoRuntime.onPanic((g, panic) -> panics.send(panic));
        try (var on = GoRuntime.onGo(GoHookTest::local)) {
            assertThat(on).isNotNull();
            var ch = Chan.<Integer>make();
            Goroutine g = go("worker", () -> ch.receive());
            InGoroutine.awaitWaiting(g);
            assertThat(g.name()).isEqualTo("worker");
            assertThat(Objects.requireNonNull(g.createdBy()).getMethodName()).isEqualTo("placeNamePanicAndGoexitStayThoseOfTheBody");
            ch.send(1);
            var problem = new IllegalStateException("a panic");
            go(() -> {
                throw problem;
            });
            assertThat(panics.receive()).isSameAs(problem);
            Goroutine ends = go(() -> Go4j.goexit());
            InGoroutine.await(() -> ends.status() == GoroutineStatus.DEAD);
            assertThat(panics.tryReceive()).isNull();
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    @Test
    void onPanicReturnsTheHandlerBefore() {
        BiConsumer<Goroutine, Throwable> one = (g, panic) -> {};
        BiConsumer<Goroutine, Throwable> other = (g, panic) -> {};
        assertThat(GoRuntime.onPanic(one)).isNull();
        assertThat(GoRuntime.onPanic(other)).isSameAs(one);
        assertThat(GoRuntime.onPanic(null)).isSameAs(other);
    }

    @Test
    void whoIsCurrent() {
        assertThat(Goroutine.current()).isNull();
        Chan<Goroutine> self = Chan.make(1);
        Goroutine g = go(() -> self.send(Objects.requireNonNull(Goroutine.current())));
        assertThat(self.receive()).isEqualTo(g);
        InGoroutine.await(() -> g.info() == null);
    }

    @Test
    @Tag("portable-only") // in full mode a name for each is paid for only on request: GodebugTest
    void threadsOfTheJdkAreCalledAfterTheIds() {
        Chan<String> names = Chan.make(1);
        Goroutine g = go(() -> names.send(Thread.currentThread().getName()));
        assertThat(names.receive()).isEqualTo("g" + g.id());
        go("worker", () -> names.send(Thread.currentThread().getName()));
        assertThat(names.receive()).isEqualTo("worker");
    }
}
