// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.InGoroutine;
import io.go4j.RecvChan;
import io.go4j.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ContextTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** Go: TestCancelRemoves. Who ends by himself leaves the list of his parent. */
    @Test
    @Tag("X1")
    void cancelRemoves() {
        CancelNode parent = CancelNode.of(Context.background());
        CancelContext a = parent.withCancel();
        CancelContext b = parent.withTimeout(LONG);
        AfterFunc c = parent.withValue(Key.of("k"), 1).afterFunc(() -> {});
        CancelContext d = parent.withCancel();
        assertThat(parent.countChildren()).isEqualTo(4);
        b.cancel();
        assertThat(parent.countChildren()).isEqualTo(3);
        assertThat(c.stop()).isTrue();
        assertThat(c.stop()).isFalse();
        assertThat(parent.countChildren()).isEqualTo(2);
        d.close();
        a.close();
        assertThat(parent.countChildren()).isZero();
        parent.cancel();
        parent.withCancel();
        assertThat(parent.countChildren()).isZero();
    }

    /** Go: TestCustomContextGoroutines. A context that passes `done` on is looked through; one with its own is asked by afterFunc. */
    @Test
    void wrappedContextsJoinTheTreeWithoutAGoroutine() {
        CancelNode parent = CancelNode.of(Context.background());
        var through = new Wrapper(parent, parent.done());
        CancelContext child = through.withCancel();
        assertThat(parent.countChildren()).isEqualTo(1);
        assertThat(through.registered).hasValue(0);

        Chan<Unit> own = Chan.make();
        var opaque = new Wrapper(parent, own);
        CancelContext other = opaque.withCancel();
        assertThat(opaque.registered).hasValue(1);
        assertThat(parent.countChildren()).isEqualTo(1);
        other.cancel();
        assertThat(opaque.stopped).hasValue(1);
        child.cancel();
        assertThat(parent.countChildren()).isZero();
    }

    private static final class Wrapper implements Context {
        private final Context inner;
        private final RecvChan<?> done;
        private final AtomicInteger registered = new AtomicInteger();
        private final AtomicInteger stopped = new AtomicInteger();

        Wrapper(Context inner, RecvChan<?> done) {
            this.inner = inner;
            this.done = done;
        }

        @Override
        public Instant deadline() {
            return inner.deadline();
        }

        @Override
        public RecvChan<?> done() {
            return done;
        }

        @Override
        public ContextException err() {
            return inner.err();
        }

        @Override
        public <T> T value(Key<T> key) {
            return inner.value(key);
        }

        @Override
        public AfterFunc afterFunc(GoBody f) {
            registered.incrementAndGet();
            return () -> {
                stopped.incrementAndGet();
                return true;
            };
        }
    }

    @Test
    void aDeepTreeEndsAtOnce() {
        CancelContext root = Context.background().withCancel();
        Context leaf = root;
        for (int i = 0; i < 100_000; i++) {
            leaf = leaf.withCancel();
        }
        var why = new IllegalStateException("why");
        root.cancel(why);
        assertThat(leaf.err()).isSameAs(Context.CANCELED);
        assertThat(leaf.cause()).isSameAs(why);
        assertThat(leaf.done().isClosed()).isTrue();
    }

    @Test
    @Tag("X2")
    void childrenMadeWhileTheParentEndsEndToo() throws Exception {
        InGoroutine.run(() -> {
            for (int i = 0; i < 500; i++) {
                CancelContext parent = Context.background().withCancel();
                List<CancelContext> children = new ArrayList<>();
                go(parent::cancel);
                Thread canceller = Thread.ofPlatform().start(parent::cancel);
                while (parent.err() == null) {
                    children.add(parent.withCancel());
                    if (children.size() % 2 == 0) {
                        children.get(children.size() / 2).cancel();
                    }
                }
                children.add(parent.withCancel());
                canceller.join();
                for (CancelContext child : children) {
                    child.done().receive();
                    assertThat(child.err()).isSameAs(Context.CANCELED);
                }
            }
        });
    }

    @Test
    void throwIfDoneThrowsOneOfItsOwn() {
        CancelContext ctx = Context.background().withCancel();
        ctx.throwIfDone();
        var why = new IllegalStateException("why");
        ctx.cancel(why);
        assertThatThrownBy(ctx::throwIfDone).isInstanceOf(CanceledException.class).hasMessage("context canceled").hasCause(why);
        Context late = Context.background().withTimeout(Duration.ZERO);
        assertThatThrownBy(late::throwIfDone)
                .isInstanceOf(DeadlineExceededException.class).hasMessage("context deadline exceeded").hasNoCause();
    }

    @Test
    void durationsAsGoPrintsThem() {
        assertThat(List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(1100), Duration.ofMillis(2).plusNanos(200_000),
                        Duration.ofMillis(3300), Duration.ofMinutes(4).plusSeconds(5), Duration.ofHours(5).plusSeconds(7).plusMillis(1),
                        Duration.ofSeconds(-1)))
                .extracting(GoDuration::text)
                .containsExactly("0s", "1ns", "1.1µs", "2.2ms", "3.3s", "4m5s", "5h0m7.001s", "-1s");
    }

    @Test
    void timesThatAreTooFarAway() {
        try (var ctx = Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThat(ctx.err()).isNull();
            assertThat(ctx.deadline()).isEqualTo(Instant.MAX);
        }
        try (var ctx = Context.background().withTimeout(Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThat(ctx.err()).isSameAs(Context.DEADLINE_EXCEEDED);
        }
    }

    /** Go: a second cancel waits for the lock that the first one holds until all below have been told. */
    @Test
    void everyCancelReturnsWhenAllBelowHaveEnded() throws Exception {
        for (int round = 0; round < 20; round++) {
            CancelContext root = Context.background().withCancel();
            CancelContext middle = root.withCancel();
            Context last = middle.withCancel(); // children are told newest first
            for (int i = 0; i < 40_000; i++) {
                middle.withCancel();
            }
            boolean fromBelow = round % 2 == 0;
            CancelContext first = fromBelow ? middle : root;
            CancelContext second = fromBelow ? root : middle;
            var ended = new Thread(first::cancel);
            ended.start();
            while (first.err() == null) {
                Thread.onSpinWait(); // to come as early as possible
            }
            second.cancel();
            assertThat(last.err()).as("round " + round).isNotNull();
            ended.join();
        }
    }

    @Test
    void deadlinesOfADeepTree() {
        Context leaf = Context.background().withTimeout(LONG);
        Instant deadline = leaf.deadline();
        for (int i = 0; i < 100_000; i++) {
            leaf = leaf.withCancel();
        }
        assertThat(leaf.deadline()).isEqualTo(deadline);
        assertThat(leaf.timeLeft()).isPositive();
        assertThat(leaf.withTimeout(LONG.plus(LONG)).deadline()).isEqualTo(deadline);
    }
}
