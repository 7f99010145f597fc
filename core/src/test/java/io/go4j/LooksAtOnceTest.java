// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitCycle;
import io.go4j.diag.WaitReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many look at the same time, for leaks and at stacks: nobody sees less than the others. */
@Tag("full-only") // in portable mode there are no looks for leaks
class LooksAtOnceTest {
    private static final int LOOKS = 1_000 * Integer.getInteger("go4j.stress", 1);
    private static final int THREADS = 8;

    private final List<Goroutine> leaked = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void leak() {
        leakOne(leaked);
        leakTwo(leaked);
        leaked.forEach(InGoroutine::awaitWaiting);
        assertThat(found(GoRuntime.findLeaks())).isEqualTo(found());
    }

    @AfterEach
    void reclaim() {
        GoRuntime.reclaimLeaks();
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
    }

    private static void leakOne(List<Goroutine> into) {
        var ch = Chan.<Integer>make();
        into.add(go(() -> forsaken(ch)));
    }

    private static void forsaken(Chan<Integer> ch) {
        ch.receive();
    }

    /** A cycle: each would send what the other waits for. */
    private static void leakTwo(List<Goroutine> into) {
        var a = Chan.<Integer>make();
        var b = Chan.<Integer>make();
        into.add(go(() -> {
            forsaken(a);
            b.send(1);
        }));
        into.add(go(() -> {
            forsaken(b);
            a.send(1);
        }));
    }

    private Set<Long> found() {
        return Set.copyOf(leaked.stream().map(Goroutine::id).toList());
    }

    private static Set<Long> found(List<GoroutineInfo> leaks) {
        return Set.copyOf(leaks.stream().map(GoroutineInfo::id).toList());
    }

    private static String text(String profile, int debug) throws IOException {
        var out = new ByteArrayOutputStream();
        Objects.requireNonNull(GoRuntime.lookup(profile)).writeTo(out, debug);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** One look for leaks, of the kinds that there are. */
    private void look(int kind) throws IOException {
        switch (kind % 8) {
            case 0 -> assertThat(text("goroutineleak", 1)).startsWith("goroutineleak profile: total 3\n").satisfies(LooksAtOnceTest::has3);
            case 1 -> assertThat(text("goroutineleak", 2)).satisfies(this::showsAll);
            case 2 -> assertThat(GoRuntime.checkDeadlock(Duration.ZERO)).isEmpty();
            default -> {
                List<GoroutineInfo> leaks = GoRuntime.findLeaks();
                assertThat(found(leaks)).isEqualTo(found());
                assertThat(leaks).allSatisfy(LooksAtOnceTest::isWhole);
            }
        }
    }

    private static void isWhole(GoroutineInfo g) {
        assertThat(g.leaked()).isTrue();
        assertThat(g.status()).isEqualTo(GoroutineStatus.WAITING);
        assertThat(g.waitReason()).isEqualTo(WaitReason.CHAN_RECEIVE);
        assertThat(g.frames()).anyMatch(f -> f.getMethodName().equals("forsaken"));
    }

    private static void has3(String profile) {
        assertThat(profile.split("LooksAtOnceTest\\.forsaken\\+", -1)).hasSize(3 + 1);
    }

    private void showsAll(String dump) {
        for (Goroutine g : leaked) {
            String stack = "goroutine " + g.id() + " [chan receive (leaked)]:\nio.go4j.LooksAtOnceTest.forsaken(...)\n";
            String now = dump.replaceAll(", \\d+ minutes", ""); // on a busy machine
            assertThat(now.replaceAll("io\\.go4j\\.[A-Za-z]*Chan\\.receive\\(\\.\\.\\.\\)\n\t.*\n", "")).contains(stack);
        }
    }

    /** One view of goroutines. */
    private void view(int kind) throws IOException {
        switch (kind % 4) {
            case 0 -> assertThat(GoRuntime.goroutines()).filteredOn(g -> found().contains(g.id())).hasSize(3)
                    .allSatisfy(LooksAtOnceTest::isWhole);
            case 1 -> assertThat(GoRuntime.stack(true)).satisfies(this::showsAll);
            case 2 -> assertThat(text("goroutine", 1)).satisfies(LooksAtOnceTest::has3);
            default -> assertThat(leaked).allSatisfy(g -> {
                assertThat(g.stackTrace()).anyMatch(f -> f.getMethodName().equals("forsaken"));
                assertThat(g.waitReason()).isEqualTo(WaitReason.CHAN_RECEIVE);
                assertThat(g.status()).isEqualTo(GoroutineStatus.WAITING);
            });
        }
    }

    /** As something that one of several threads does until all looks are done. */
    private interface Task {
        void run(int i) throws Exception;
    }

    private void until(AtomicBoolean over, CountDownLatch ended, Task task) {
        try {
            for (int i = 0; !over.get() && failures.isEmpty(); i++) {
                task.run(i);
            }
        } catch (Throwable t) {
            failures.add(t);
        } finally {
            ended.countDown();
        }
    }

    @Test
    void everyLookFindsThemAndEveryViewShowsThem() throws Exception {
        var next = new AtomicInteger();
        var over = new AtomicBoolean();
        var lookers = new CountDownLatch(THREADS);
        var viewers = new CountDownLatch(4);
        for (int i = 0; i < THREADS; i++) {
            Runnable looker = () -> until(over, lookers, k -> {
                int n = next.getAndIncrement();
                over.compareAndSet(false, n >= LOOKS);
                look(n);
            });
            if (i % 4 == 0) {
                go(looker::run);
            } else {
                Thread.ofPlatform().start(looker);
            }
        }
        for (int i = 0; i < 4; i++) {
            int kind = i;
            Runnable viewer = () -> until(over, viewers, k -> view(k + kind));
            if (i % 2 == 0) {
                go(viewer::run);
            } else {
                Thread.ofPlatform().start(viewer);
            }
        }
        assertThat(lookers.await(10 * InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(viewers.await(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void cyclesAreFoundByAllWhoAskForThemAtOnce() throws Exception {
        var over = new AtomicBoolean();
        var ended = new CountDownLatch(6);
        List<Long> cycle = leaked.stream().map(Goroutine::id).skip(1).sorted().toList();
        var left = new AtomicInteger(10);
        for (int i = 0; i < 4; i++) {
            Thread.ofPlatform().start(() -> until(over, ended, k -> {
                over.compareAndSet(false, left.decrementAndGet() <= 0);
                assertThat(GoRuntime.checkDeadlock(Duration.ofMinutes(1))).singleElement()
                        .satisfies(c -> assertThat(ids(c)).isEqualTo(cycle));
            }));
        }
        Thread.ofPlatform().start(() -> until(over, ended, k -> assertThat(found(GoRuntime.findLeaks())).isEqualTo(found())));
        Thread.ofPlatform().start(() -> until(over, ended, this::view));
        assertThat(ended.await(10 * InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(GoRuntime.stack(true)).contains("goroutines that wait for each other:");
    }

    private static List<Long> ids(WaitCycle cycle) {
        return cycle.links().stream().map(l -> l.goroutine().id()).toList();
    }

    @Test
    void allReclaimedOnesAreCountedOnce() throws Exception {
        var gone = new AtomicInteger();
        var ended = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            Thread.ofPlatform().start(() -> {
                gone.addAndGet(GoRuntime.reclaimLeaks());
                ended.countDown();
            });
        }
        assertThat(ended.await(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(gone).hasValue(3);
        assertThat(GoRuntime.findLeaks()).isEmpty();
    }

    /** Looks at goroutines in its finalizer, which a round of a look has to wait for. */
    private static final class Finalized {
        static final AtomicInteger SEEN = new AtomicInteger();

        @Override
        @SuppressWarnings({"removal", "Finalize"}) // what users have
        protected void finalize() {
            SEEN.addAndGet(GoRuntime.stack(true).isEmpty() ? 0 : 1);
        }
    }

    @Test
    void aFinalizerMayLookAtGoroutines() {
        Finalized.SEEN.set(0);
        makeFinalized();
        for (int i = 0; i < 3 || Finalized.SEEN.get() < 10; i++) {
            assertThat(found(GoRuntime.findLeaks())).isEqualTo(found());
        }
    }

    private static void makeFinalized() {
        for (int i = 0; i < 10; i++) {
            Objects.requireNonNull(new Finalized());
        }
    }

    @Test
    void anInterruptEndsNeitherALookNorAView() throws Exception {
        var interrupted = new AtomicBoolean();
        Thread t = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            if (!found(GoRuntime.findLeaks()).equals(found())) {
                failures.add(new AssertionError("not found"));
            }
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        t.join();
        assertThat(failures).isEmpty();
        assertThat(interrupted).isTrue();
        assertThatThrownBy(() -> GoRuntime.checkDeadlock(null)).isInstanceOf(NullPointerException.class);
    }
}
