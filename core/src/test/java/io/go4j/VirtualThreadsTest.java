// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.GoroutineFilter;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Metric;
import io.go4j.diag.Place;
import io.go4j.diag.StackGroups;
import io.go4j.diag.Traceback;
import io.go4j.diag.VirtualThreadInfo;
import io.go4j.diag.WaitReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Virtual threads that run on our processors and are no goroutines. */
class VirtualThreadsTest {
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    @AfterEach
    void end() throws Exception {
        over = true;
        for (Thread t : threads) {
            t.interrupt();
            t.join();
        }
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
        assertThat(GoRuntime.virtualThreads()).isEmpty();
        InGoroutine.await(() -> count() == 0); // the last has left its processor
    }

    private static long count() {
        return GoRuntime.metrics().get("/go4j/sched/virtual-threads:threads") instanceof Metric.Count c ? c.value() : 0;
    }

    private void parks() {
        while (!over) {
            LockSupport.park(this);
        }
    }

    private void sleeps() {
        try {
            Thread.sleep(Duration.ofHours(1));
        } catch (InterruptedException e) {
            over = true;
        }
    }

    private void computes() {
        while (!over) {
            Thread.onSpinWait();
        }
    }

    private static void receives() {
        try {
            Chan.<Integer>make().receive();
        } catch (GoInterruptedException e) {
            // it is over
        }
    }

    /** Starts one from a new goroutine; returns the id of that. */
    private long startInGoroutine(String name, Runnable body) throws Exception {
        var starter = new AtomicReference<Goroutine>();
        var started = new CountDownLatch(1);
        starter.set(go(() -> {
            threads.add(Thread.ofVirtual().name(name).start(body));
            started.countDown();
        }));
        started.await();
        return starter.get().id();
    }

    private static VirtualThreadInfo info(Thread t) {
        return GoRuntime.virtualThreads().stream().filter(i -> i.id() == t.threadId()).findFirst().orElseThrow();
    }

    @Test
    @Tag("full-only") // elsewhere they run on the JDK's scheduler
    void eachIsShownWithWhatItDoesAndWhoStartedIt() throws Exception {
        record Kind(String name, Runnable body, GoroutineStatus status, WaitReason reason, String state, String frame) {}
        var kinds = List.of(
                new Kind("p", this::parks, GoroutineStatus.WAITING, WaitReason.JAVA_PARK, "java park", "parks"),
                new Kind("s", this::sleeps, GoroutineStatus.WAITING, WaitReason.JAVA_SLEEP, "java sleep", "sleeps"),
                new Kind("", VirtualThreadsTest::receives, GoroutineStatus.WAITING, WaitReason.NONE, "parked", "receives"),
                new Kind("c \"x\"", this::computes, GoroutineStatus.RUNNING, WaitReason.NONE, "running", "computes"));
        for (Kind k : kinds) {
            long starter = startInGoroutine(k.name, k.body);
            Thread t = threads.getLast();
            InGoroutine.await(() -> info(t).status() == k.status && info(t).waitReason() == k.reason
                    && info(t).frames().stream().anyMatch(f -> f.getMethodName().equals(k.frame)));
            assertThat(info(t).name()).isEqualTo(k.name);
            assertThat(info(t).parentId()).isEqualTo(starter);
            String header = "\nvirtual thread " + t.threadId() + (k.name.isEmpty() ? "" : " \"" + k.name.replace("\"", "\\\"") + "\"");
            String text = GoRuntime.stack(true);
            assertThat(text).contains(header + " [" + k.state + "]:\n");
            int from = text.indexOf(header + " ");
            int to = text.indexOf("started by ", from);
            assertThat(text.substring(from, to)).contains("io.go4j.VirtualThreadsTest." + k.frame + "(...)\n");
            assertThat(text.substring(to)).startsWith("started by goroutine " + starter + "\n");
        }
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
        assertThat(GoRuntime.goroutines()).isEmpty();
        assertThat(GoRuntime.virtualThreads()).extracting(VirtualThreadInfo::id).isSorted().hasSize(kinds.size());
    }

    @Test
    @Tag("full-only")
    void thoseOfExecutorsAndOfOthersOfTheirKindAndOfTheFactory() throws Exception {
        var ofExecutor = new AtomicReference<Thread>();
        var child = new AtomicReference<Thread>();
        var all = new CountDownLatch(2);
        var pool = new AtomicReference<ExecutorService>();
        Goroutine starter = go(() -> {
            pool.set(Executors.newVirtualThreadPerTaskExecutor());
            pool.get().submit(() -> {
                ofExecutor.set(Thread.currentThread());
                child.set(Thread.ofVirtual().start(this::parks));
                all.countDown();
                parks();
            });
            all.countDown();
        });
        all.await();
        threads.addAll(List.of(ofExecutor.get(), child.get()));
        Thread made = GoRuntime.threadFactory().newThread(this::parks);
        threads.add(made);
        made.start();
        assertThat(info(ofExecutor.get()).parentId()).isEqualTo(starter.id());
        assertThat(info(child.get()).parentId()).isZero();
        assertThat(info(child.get()).parentThread()).isEqualTo(ofExecutor.get().threadId());
        assertThat(info(made).parentId()).isZero();
        assertThat(info(made).parentThread()).isEqualTo(Thread.currentThread().threadId());
        assertThat(Traceback.formatThreads(List.of(info(made))))
                .endsWith("\nstarted by thread " + Thread.currentThread().threadId() + "\n");
        over = true;
        threads.forEach(LockSupport::unpark);
        pool.get().close();
    }

    @Test
    @Tag("full-only")
    void profilesFiltersGroupsAndPlacesHaveThem() throws Exception {
        for (int i = 0; i < 3; i++) {
            startInGoroutine("worker-" + i, this::parks);
        }
        InGoroutine.await(() -> GoRuntime.virtualThreads().stream().allMatch(t -> t.waitReason() == WaitReason.JAVA_PARK));
        var out = new ByteArrayOutputStream();
        var profile = Objects.requireNonNull(GoRuntime.lookup("virtualthread"));
        profile.writeTo(out, 1);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("virtualthread profile: total 3\n3 @ ").contains("parks");
        assertThat(profile.count()).isEqualTo(3);
        assertThat(profile.data().samples()).singleElement().satisfies(s -> assertThat(s.value(0)).isEqualTo(3));
        for (String name : List.of("goroutine", "virtualthread")) {
            var dump = new ByteArrayOutputStream();
            Objects.requireNonNull(GoRuntime.lookup(name)).writeTo(dump, 2);
            assertThat(dump.toString(StandardCharsets.UTF_8).split("virtual thread \\d+ \"worker-\\d\" \\[java park]:\n", -1)).hasSize(4);
        }
        var groups = new StackGroups("virtual thread");
        var places = new Place.Count();
        for (VirtualThreadInfo t : GoRuntime.virtualThreads()) {
            groups.add(t);
            places.add(t, 1);
        }
        assertThat(groups.toString()).startsWith("3 virtual threads, 1 stack\n\n3 virtual threads [java park]: ")
                .contains("# name: worker-0, worker-1, worker-2\n");
        assertThat(places.mostFirst()).singleElement().satisfies(p -> {
            assertThat(p.state()).isEqualTo("virtual thread java park");
            assertThat(p.goroutines()).isEqualTo(3);
        });
        VirtualThreadInfo one = info(threads.get(1));
        assertThat(GoroutineFilter.of(List.of("name=worker-1", "state=waiting", "reason=park", "function=parks")).test(one)).isTrue();
        assertThat(GoroutineFilter.of(List.of("name=worker-2")).test(one)).isFalse();
        assertThat(GoroutineFilter.of(List.of("label=x")).test(one)).isFalse();
    }

    @Test
    @Tag("full-only")
    void ofManyThatComeAndGoNoneIsShownAfterItsEndAndNoneIsKept() throws Exception {
        int n = 20_000 * Integer.getInteger("go4j.stress", 1);
        var stop = new AtomicBoolean();
        var failed = new AtomicReference<Throwable>();
        Thread viewer = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                try {
                    GoRuntime.virtualThreads().forEach(t -> assertThat(t.id()).isPositive());
                    assertThat(GoRuntime.stack(true)).isNotNull();
                } catch (Throwable t) {
                    failed.set(t);
                }
            }
        });
        InGoroutine.run(() -> {
            var left = new CountDownLatch(n);
            for (int i = 0; i < n; i++) {
                int kind = i % 4;
                Thread t = Thread.ofVirtual().start(() -> {
                    switch (kind) {
                        case 0 -> Thread.yield();
                        case 1 -> LockSupport.parkNanos(1_000);
                        case 2 -> go(() -> {});
                        default -> { }
                    }
                    left.countDown();
                });
                if (i % 100 == 0) {
                    t.join();
                    long id = t.threadId();
                    assertThat(GoRuntime.virtualThreads()).noneMatch(v -> v.id() == id);
                }
            }
            left.await();
        });
        stop.set(true);
        viewer.join();
        assertThat(failed).hasNullValue();
        InGoroutine.await(() -> count() == 0);
    }

    @Test
    @Tag("full-only")
    void whatNobodyCanWakeIsGarbageAndNotKept() throws Exception {
        InGoroutine.run(VirtualThreadsTest::startForgotten);
        InGoroutine.await(() -> {
            System.gc();
            return count() == 0;
        });
        assertThat(GoRuntime.virtualThreads()).isEmpty();
    }

    private static void startForgotten() {
        var parked = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            Thread.ofVirtual().start(() -> {
                parked.countDown();
                for (; ; ) {
                    LockSupport.park();
                }
            });
        }
        try {
            parked.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("portable-only") // in full mode they are ours
    void inPortableModeTheyAreTheJdks() throws Exception {
        startInGoroutine("p", this::parks);
        assertThat(GoRuntime.virtualThreads()).isEmpty();
        assertThat(GoRuntime.stack(true)).doesNotContain("virtual thread");
    }
}
