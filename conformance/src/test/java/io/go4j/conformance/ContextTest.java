// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;
import static io.go4j.conformance.Contexts.SHORT;
import static io.go4j.conformance.Contexts.VERY_LONG;
import static io.go4j.conformance.Contexts.assertCanceled;
import static io.go4j.conformance.Contexts.assertEnded;
import static io.go4j.conformance.Contexts.assertOpen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.context.AfterFunc;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.context.Key;
import io.go4j.sync.WaitGroup;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/context/x_test.go, context_test.go. */
class ContextTest {
    @Test
    @Tag("CX-1")
    void TestBackground() {
        neverEnds(Context.background(), "context.Background");
    }

    @Test
    @Tag("CX-1")
    void TestTODO() {
        neverEnds(Context.todo(), "context.TODO");
    }

    private static void neverEnds(Context c, String text) {
        assertOpen(c);
        assertThat(c.done()).isSameAs(Chan.nil());
        assertThat(c.deadline()).isNull();
        assertThat(c.value(Key.<String>of("k"))).isNull();
        assertThat(c).hasToString(text);
    }

    @Test
    @Tag("CX-3")
    void TestWithCancel() {
        Goroutines.run(() -> {
            CancelContext c1 = Context.background().withCancel();
            assertThat(c1).hasToString("context.Background.WithCancel");
            var o = new CustomContext.Wrapper(c1);
            CancelContext c2 = o.withCancel();
            List<Context> all = List.of(c1, o, c2);
            all.forEach(Contexts::assertOpen);
            c1.cancel();
            all.forEach(Contexts::assertCanceled);
        });
    }

    /** A context, a value and a timer below a cancelled one end with it; what stands beside goes on. */
    @Test
    @Tag("CX-3")
    void TestParentFinishesChild() {
        Goroutines.run(() -> {
            CancelContext parent = Context.background().withCancel();
            CancelContext cancelChild = parent.withCancel();
            Context valueChild = parent.withValue(Key.of("key"), "value");
            CancelContext timerChild = valueChild.withTimeout(VERY_LONG);
            var ran = Chan.<Unit>make();
            AfterFunc afterChild = parent.afterFunc(() -> ran.send(Unit.UNIT));
            List<Context> all = List.of(parent, cancelChild, valueChild, timerChild);
            all.forEach(Contexts::assertOpen);
            parent.cancel();
            all.forEach(Contexts::assertCanceled);
            ran.receive();
            assertThat(afterChild.stop()).isFalse();
            CancelContext late = parent.withCancel();
            assertCanceled(late);
        });
    }

    /** A child that ends does not end its parent. */
    @Test
    @Tag("CX-3")
    void TestChildFinishesFirst() {
        Goroutines.run(() -> {
            CancelContext cancelable = Context.background().withCancel();
            for (Context parent : List.of(Context.background(), cancelable)) {
                CancelContext child = parent.withCancel();
                assertOpen(child);
                child.cancel();
                assertOpen(parent);
                assertCanceled(child);
            }
        });
    }

    @Test
    @Tag("CX-6")
    void TestDeadline() {
        Goroutines.run(() -> {
            CancelContext c = Context.background().withDeadline(Instant.now().plus(VERY_LONG));
            assertThat(c.toString()).startsWith("context.Background.WithDeadline(").endsWith("s])");
            c.cancel();
            endsInTime(Context.background().withDeadline(Instant.now().plus(SHORT)));
            endsInTime(new CustomContext.Wrapper(Context.background().withDeadline(Instant.now().plus(SHORT))));
            Context below = new CustomContext.Wrapper(Context.background().withDeadline(Instant.now().plus(SHORT)));
            endsInTime(below.withDeadline(Instant.now().plus(VERY_LONG)));
            endsInTime(Context.background().withDeadline(Instant.now().minusMillis(1)));
            assertThat(Context.background().withDeadline(Instant.now()).err()).isSameAs(Context.DEADLINE_EXCEEDED);
        });
    }

    @Test
    @Tag("CX-6")
    void TestTimeout() {
        Goroutines.run(() -> {
            CancelContext c = Context.background().withTimeout(SHORT);
            assertThat(c.toString()).startsWith("context.Background.WithDeadline(").endsWith("s])");
            endsInTime(c);
            endsInTime(new CustomContext.Wrapper(Context.background().withTimeout(SHORT)));
            CancelContext below = new CustomContext.Wrapper(Context.background().withTimeout(SHORT)).withTimeout(VERY_LONG);
            assertThat(below.toString()).as("the parent ends first").endsWith(".WithCancel");
            endsInTime(below);
        });
    }

    private static void endsInTime(Context c) {
        boolean ended = select(c.done().receiving().map(v -> true), after(Goroutines.PATIENCE.dividedBy(2)).receiving().map(t -> false));
        assertThat(ended).as("%s has ended", c).isTrue();
        assertThat(c.err()).isSameAs(Context.DEADLINE_EXCEEDED);
    }

    @Test
    @Tag("CX-6")
    void TestCanceledTimeout() {
        Goroutines.run(() -> {
            CancelContext c = new CustomContext.Wrapper(Context.background().withTimeout(VERY_LONG)).withTimeout(VERY_LONG);
            c.cancel();
            assertCanceled(c);
        });
    }

    @Test
    @Tag("CX-7")
    void TestValues() {
        Key<String> k1 = Key.of("k1");
        Key<String> k2 = Key.of("k1"); // the name does not make it equal
        Key<Integer> k3 = Key.of("k3");
        List<Key<?>> keys = List.of(k1, k2, k3);
        Context c0 = Context.background();
        assertValues(c0, keys, null, null, null);
        Context c1 = c0.withValue(k1, "c1k1");
        assertValues(c1, keys, "c1k1", null, null);
        Context c2 = c1.withValue(k2, "c2k2");
        assertValues(c2, keys, "c1k1", "c2k2", null);
        Context c3 = c2.withCancel().withValue(k3, 3);
        assertValues(c3, keys, "c1k1", "c2k2", 3);
        Context c4 = new CustomContext.Wrapper(c3).withValue(k1, null);
        assertValues(c4, keys, null, "c2k2", 3);

        assertValues(new CustomContext.Wrapper(c0), keys, null, null, null);
        Context o1 = new CustomContext.Wrapper(c1);
        assertValues(o1, keys, "c1k1", null, null);
        assertValues(o1.withValue(k2, "o2k2"), keys, "c1k1", "o2k2", null);
        Context o3 = new CustomContext.Wrapper(c4);
        assertValues(o3, keys, null, "c2k2", 3);
        assertValues(o3.withValue(k3, null), keys, null, "c2k2", null);

        assertThat(c1).hasToString("context.Background.WithValue(k1, c1k1)");
        assertThat(c2).hasToString("context.Background.WithValue(k1, c1k1).WithValue(k1, c2k2)");
        assertThat(c3.toString()).endsWith(".WithCancel.WithValue(k3, java.lang.Integer)");
        assertThat(c4.toString()).endsWith(".WithValue(k1, <nil>)");
    }

    private static void assertValues(Context c, List<Key<?>> keys, Object... want) {
        for (int i = 0; i < want.length; i++) {
            assertThat((Object) c.value(keys.get(i))).as("%s of %s", keys.get(i), c).isEqualTo(want[i]);
        }
    }

    /** What contexts cost, in bytes: about twice what they take with the JVM's smallest headers. */
    @Test
    void TestAllocs() {
        Context root = Context.background();
        Key<String> key = Key.of("key");
        assertThat(bytes(Context::background)).as("background").isZero();
        assertThat(bytes(() -> root.withValue(key, null).value(key))).as("withValue").isLessThanOrEqualTo(48);
        assertThat(bytes(() -> cancelled(root.withCancel()))).as("withCancel").isLessThanOrEqualTo(160);
        assertThat(bytes(() -> cancelled(root.withTimeout(VERY_LONG)))).as("withTimeout, cancelled").isLessThanOrEqualTo(640);
        assertThat(bytes(() -> root.withTimeout(Duration.ofNanos(1)).done().receive())).as("withTimeout").isLessThanOrEqualTo(1024);
    }

    private static void cancelled(CancelContext c) {
        c.cancel();
        c.done().receive();
    }

    /** Returns how much a run allocates. */
    private static long bytes(Runnable run) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < 100; j++) {
                run.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least / 100;
    }

    /** A hundred contexts of one tree, all cancelled at the same time, from all sides. */
    @Test
    @Tag("CX-13")
    void TestSimultaneousCancels() {
        Goroutines.run(() -> {
            CancelContext root = Context.background().withCancel();
            Map<Context, CancelContext> tree = new HashMap<>();
            tree.put(root, root);
            List<CancelContext> queue = new ArrayList<>(List.of(root));
            while (tree.size() < 100) {
                CancelContext parent = queue.removeFirst();
                for (int i = 0; i < 2; i++) {
                    CancelContext child = parent.withCancel();
                    tree.put(child, child);
                    queue.add(child);
                }
            }
            var wg = new WaitGroup();
            for (CancelContext c : tree.values()) {
                wg.go(c::cancel);
            }
            for (Context c : tree.keySet()) {
                c.done().receive();
            }
            wg.await();
            tree.keySet().forEach(Contexts::assertCanceled);
        });
    }

    /** A parent cancels its child while a goroutine that the child's end wakes cancels the parent. */
    @Test
    @Tag("CX-13")
    void TestInterlockedCancels() {
        Goroutines.run(() -> {
            CancelContext parent = Context.background().withCancel();
            CancelContext child = parent.withCancel();
            go(() -> {
                parent.done().receive();
                child.cancel();
            });
            parent.cancel();
            child.done().receive();
        });
    }

    @Test
    void TestLayersCancel() {
        layers(false);
    }

    @Test
    void TestLayersTimeout() {
        layers(true);
    }

    /** At least thirty layers, of random kinds: one that ends ends the top, and the values stay. */
    private static void layers(boolean timeout) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Goroutines.run(() -> {
            Context ctx = Context.background();
            Map<Key<Object>, Object> values = new HashMap<>();
            List<CancelContext> cancels = new ArrayList<>();
            int timers = 0;
            for (int i = 0; i < 30 || timers == 0 || cancels.isEmpty() || values.isEmpty(); i++) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        Key<Object> key = Key.of("k" + i);
                        values.put(key, key);
                        ctx = ctx.withValue(key, key);
                    }
                    case 1 -> {
                        cancels.add(ctx.withCancel());
                        ctx = cancels.getLast();
                    }
                    default -> {
                        cancels.add(ctx.withTimeout(timeout ? SHORT : VERY_LONG));
                        ctx = cancels.getLast();
                        timers++;
                    }
                }
            }
            Context top = ctx;
            assertThat(top.toString()).startsWith("context.Background.");
            values.forEach((key, value) -> assertThat(top.value(key)).isSameAs(value));
            if (timeout) {
                endsInTime(top);
            } else {
                assertOpen(top);
                cancels.get(random.nextInt(cancels.size())).cancel();
                assertThat(top.done().isClosed()).as("seed %s", seed).isTrue();
            }
            values.forEach((key, value) -> assertThat(top.value(key)).isSameAs(value));
            cancels.forEach(CancelContext::close);
        });
    }

    @Test
    @Tag("CX-4")
    void TestWithCancelCanceledParent() {
        CancelContext parent = Context.background().withCancel();
        var cause = new Exception("because");
        parent.cancel(cause);
        assertEnded(parent.withCancel(), Context.CANCELED, cause);
    }

    @Test
    @Tag("CX-4")
    void TestWithCancelSimultaneouslyCanceledParent() {
        Goroutines.run(() -> {
            for (int i = 0; i < 100; i++) {
                CancelContext parent = Context.background().withCancel();
                var cause = new Exception("because");
                go(() -> parent.cancel(cause));
                CancelContext c = parent.withCancel();
                c.done().receive();
                assertEnded(c, Context.CANCELED, cause);
            }
        });
    }

    @Test
    @Tag("CX-7")
    void TestWithValueChecksKey() {
        assertThatThrownBy(() -> Context.background().withValue(null, "bar"))
                .isInstanceOf(NullPointerException.class).hasMessage("nil key");
    }

    @Test
    @Tag("CX-8")
    void TestWithoutCancel() {
        Key<String> key = Key.of("key");
        try (var parent = Context.background().withValue(key, "value").withTimeout(VERY_LONG)) {
            Context c = parent.withoutCancel();
            assertThat(c.deadline()).isNull();
            assertThat(c.done()).isSameAs(Chan.nil());
            assertThat(c.err()).isNull();
            assertThat(c.value(key)).isEqualTo("value");
            assertThat(c.toString()).endsWith("]).WithoutCancel");
        }
    }

    /** A context with a channel of its own is believed: below it, contexts end when that is closed. */
    @Test
    @Tag("CX-11")
    void TestCustomContextPropagation() {
        Goroutines.run(() -> {
            var cause = new Exception("because");
            var done = Chan.<Unit>make();
            CancelContext c1 = Context.background().withCancel();
            var c2 = new CustomContext.Wrapper(c1, done);
            CancelContext c3 = c2.withCancel();
            c1.cancel(cause);
            assertThat(c3.err()).isNull();
            done.close();
            c3.done().receive();
            assertEnded(c3, Context.CANCELED, cause);
        });
    }

    /** Whoever sees an error sees the channel closed. */
    @Test
    @Tag("CX-2")
    void TestContextErrDoneRace() {
        Goroutines.run(() -> {
            for (int i = 0; i < Goroutines.scaled(100); i++) {
                CancelContext c = Context.background().withCancel();
                var done = c.done();
                go(c::cancel);
                while (c.err() == null) {
                    gosched();
                }
                assertThat(done.isClosed()).isTrue();
            }
        });
    }
}
