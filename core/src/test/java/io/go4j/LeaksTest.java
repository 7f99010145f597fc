// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import io.go4j.sched.LeaksInside;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full-only") // in portable mode the JDK's scheduler holds the threads
class LeaksTest {
    /** How many goroutines of each side there are in the test of many. */
    private static final int MANY = Integer.getInteger("go4j.leaks", 50_000) / 2;

    private static final Duration HOUR = Duration.ofHours(1);

    // what holds the channels of those that are not leaked
    private static final List<Object> STATICS = new ArrayList<>();
    private static final ConcurrentLinkedQueue<Thread> THREADS = new ConcurrentLinkedQueue<>();
    private final List<Chan<Integer>> fields = new ArrayList<>();

    private static final List<WeakReference<Timer>> TIMERS = new ArrayList<>();

    @AfterEach
    void nothingStays() throws Exception {
        GoRuntime.reclaimLeaks();
        STATICS.clear();
        fields.clear();
        TIMERS.forEach(t -> {
            Timer timer = t.get();
            if (timer != null) {
                timer.stop();
            }
        });
        TIMERS.clear();
        for (Thread t : THREADS) {
            t.interrupt();
            t.join();
        }
        THREADS.clear();
        GoRuntime.reclaimLeaks(); // whom only those could have woken
        GoRuntime.onPanic((g, interrupted) -> {});
        try {
            LeaksInside.interruptAll();
            InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
        } finally {
            GoRuntime.onPanic(null);
        }
        assertThat(GoRuntime.goroutines()).isEmpty();
    }

    private static void awaitAllWaiting(List<Goroutine> all) {
        for (Goroutine g : all) {
            InGoroutine.await(() -> g.status() == GoroutineStatus.WAITING);
        }
    }

    private static TreeSet<Long> ids(List<Goroutine> all) {
        var ids = new TreeSet<Long>();
        all.forEach(g -> ids.add(g.id()));
        return ids;
    }

    private static TreeSet<Long> found(List<GoroutineInfo> leaks) {
        var ids = new TreeSet<Long>();
        leaks.forEach(g -> ids.add(g.id()));
        return ids;
    }

    // --- one kind of leak each ---

    private static final int LEAK_KINDS = 13;

    /** Starts one or two goroutines that nothing can wake. */
    private static void leak(int kind, List<Goroutine> into) {
        switch (kind % LEAK_KINDS) {
            case 0 -> {
                var ch = Chan.<Integer>make();
                into.add(go(() -> ch.receive()));
            }
            case 1 -> {
                var ch = Chan.<Integer>make();
                into.add(go(() -> ch.send(1)));
            }
            case 2 -> {
                var full = Chan.<Integer>make(2);
                full.send(1);
                full.send(2);
                into.add(go(() -> full.send(3)));
            }
            case 3 -> into.add(go(() -> Chan.<Integer>nil().receive()));
            case 4 -> into.add(go(() -> select()));
            case 5 -> {
                var a = Chan.<Integer>make();
                var b = Chan.<Integer>make();
                into.add(go(() -> select(a.onReceive(v -> {}), b.onSend(1, () -> {}))));
            }
            case 6 -> {
                var group = new WaitGroup();
                group.add(1);
                into.add(go(() -> group.await()));
            }
            case 7 -> {
                var mutex = new Mutex();
                mutex.lock();
                into.add(go(() -> mutex.lock()));
            }
            case 8 -> {
                var stopped = Timer.of(HOUR);
                stopped.stop();
                into.add(go(() -> stopped.channel().receive()));
            }
            case 9 -> { // a cycle over channels: each would send what the other waits for
                var a = Chan.<Integer>make();
                var b = Chan.<Integer>make();
                into.add(go(() -> {
                    a.receive();
                    b.send(1);
                }));
                into.add(go(() -> {
                    b.receive();
                    a.send(1);
                }));
            }
            case 10 -> { // a cycle over mutexes
                var a = new Mutex();
                var b = new Mutex();
                var both = Chan.<Integer>make(2);
                into.add(go(() -> lockBoth(a, b, both)));
                into.add(go(() -> lockBoth(b, a, both)));
            }
            case 11 -> { // a chain: the end that is held by nobody holds the rest
                var a = Chan.<Integer>make();
                var b = Chan.<Integer>make();
                into.add(go(() -> a.send(b.receive())));
                into.add(go(() -> a.receive()));
            }
            default -> {
                var never = new CompletableFuture<Integer>();
                into.add(go(() -> never.get()));
            }
        }
    }

    private static void lockBoth(Mutex mine, Mutex other, Chan<Integer> both) {
        mine.lock();
        both.send(1);
        InGoroutine.await(() -> both.len() == 2);
        other.lock();
    }

    // --- one kind of healthy wait each ---

    private static final int HEALTHY_KINDS = 13;

    private static final class Holder {
        private final Object held;

        Holder(Object held) {
            this.held = held;
        }

        @Override
        public String toString() {
            return "holds " + held;
        }
    }

    /** Starts one goroutine, or a few, that somebody could still wake. */
    private void healthy(int kind, List<Goroutine> into) {
        var ch = Chan.<Integer>make();
        switch (kind % HEALTHY_KINDS) {
            case 0 -> {
                fields.add(ch);
                into.add(go(() -> ch.receive()));
            }
            case 1 -> {
                STATICS.add(ch);
                into.add(go(() -> ch.send(1)));
            }
            case 2 -> {
                STATICS.add(new Holder(new Holder(Map.of("deep", new Object[] {ch}))));
                into.add(go(() -> ch.receive()));
            }
            case 3 -> { // a timer will send
                TIMERS.add(new WeakReference<>(Timer.afterFunc(HOUR, () -> ch.send(1))));
                into.add(go(() -> ch.receive()));
            }
            case 4 -> into.add(go(() -> after(HOUR).receive()));
            case 5 -> into.add(go(() -> sleep(HOUR)));
            case 6 -> { // the stack of another goroutine, which sleeps
                into.add(go(() -> {
                    sleep(HOUR);
                    ch.send(1);
                }));
                into.add(go(() -> ch.receive()));
            }
            case 7 -> { // the stack of another goroutine, which waits for one of the fields
                var reachable = Chan.<Integer>make();
                fields.add(reachable);
                into.add(go(() -> {
                    reachable.receive();
                    ch.send(1);
                }));
                into.add(go(() -> ch.receive()));
            }
            case 8 -> { // one of several cases
                var unreachable = Chan.<Integer>make();
                fields.add(ch);
                into.add(go(() -> select(unreachable.onReceive(v -> {}), Chan.<Integer>nil().onReceive(v -> {}), ch.onReceive(v -> {}))));
            }
            case 9 -> { // in the buffer of a channel that is reachable
                var mail = Chan.<Chan<Integer>>make(1);
                mail.send(ch);
                STATICS.add(mail);
                into.add(go(() -> ch.receive()));
            }
            case 10 -> {
                var group = new WaitGroup();
                group.add(1);
                STATICS.add(group);
                into.add(go(group::await));
            }
            case 11 -> {
                var mutex = new Mutex();
                mutex.lock();
                STATICS.add(mutex);
                into.add(go(mutex::lock));
            }
            default -> {
                var future = new CompletableFuture<Integer>();
                STATICS.add(future);
                into.add(go(() -> future.get()));
            }
        }
    }

    /** Starts a platform thread that holds a channel on its stack and another one in a thread-local. */
    private static void onThread(List<Goroutine> into) throws InterruptedException {
        var onStack = Chan.<Integer>make();
        var inLocal = Chan.<Integer>make();
        var ready = new CountDownLatch(1);
        into.add(go(() -> onStack.receive()));
        into.add(go(() -> inLocal.receive()));
        var t = new Thread(() -> {
            LOCAL.set(new Holder(inLocal));
            ready.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                onStack.trySend(1);
            }
        });
        t.setDaemon(true);
        t.start();
        THREADS.add(t);
        ready.await();
    }

    private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

    // --- tests ---

    @Test
    void eachKindIsFoundWithStackAndSite() {
        for (int kind = 0; kind < LEAK_KINDS; kind++) {
            List<Goroutine> leaked = new ArrayList<>();
            leak(kind, leaked);
            awaitAllWaiting(leaked);
            List<GoroutineInfo> leaks = GoRuntime.findLeaks();
            assertThat(found(leaks)).as("kind %d", kind).isEqualTo(ids(leaked));
            for (GoroutineInfo g : leaks) {
                assertThat(g.leaked()).isTrue();
                assertThat(g.createdBy()).isNotNull();
                assertThat(g.createdBy().getMethodName()).isEqualTo("leak");
                assertThat(g.frames()).anyMatch(f -> f.getClassName().equals(LeaksTest.class.getName()) && f.getLineNumber() > 0);
            }
            assertThat(GoRuntime.reclaimLeaks()).isEqualTo(leaked.size());
        }
    }

    @Test
    void whoWaitsForEverOnPurposeIsToldApart() {
        List<Goroutine> leaked = new ArrayList<>();
        leak(0, leaked);
        leak(4, leaked);
        awaitAllWaiting(leaked);
        List<GoroutineInfo> leaks = GoRuntime.findLeaks();
        assertThat(leaks).extracting(GoroutineInfo::waitsForeverByDesign).containsExactly(false, true);
        GoroutineInfo main = leaks.getFirst();
        assertThat(new GoroutineInfo(1, "main", main.status(), main.waitReason(), Map.of(), main.frames(), null, 0, 0, false, false, false,
                true, null, null).waitsForeverByDesign()).isTrue();
    }

    @Test
    void theDumpMarksThem() {
        var held = Chan.<Integer>make();
        fields.add(held);
        List<Goroutine> both = new ArrayList<>(List.of(go(() -> held.receive())));
        leak(1, both);
        awaitAllWaiting(both);
        assertThat(GoRuntime.stack(true)).contains("[chan send]:").doesNotContain("(leaked)");
        GoRuntime.findLeaks();
        assertThat(GoRuntime.stack(true)).contains("goroutine " + both.get(0).id() + " [chan receive]:")
                .contains("goroutine " + both.get(1).id() + " [chan send (leaked)]:");
    }

    @Test
    void aLookKeepsWhatItFinds() {
        List<Goroutine> leaked = new ArrayList<>();
        leak(0, leaked);
        leak(9, leaked);
        awaitAllWaiting(leaked);
        for (int look = 0; look < 3; look++) {
            assertThat(found(GoRuntime.findLeaks())).isEqualTo(ids(leaked));
            System.gc();
            assertThat(GoRuntime.numGoroutine()).isEqualTo(leaked.size());
            assertThat(leaked).allSatisfy(g -> assertThat(g.stackTrace()).isNotEmpty());
        }
    }

    @Test
    void reclaimedOnesAreGoneAndTheirRecordsServeOthers() {
        for (int i = 0; i < 3; i++) {
            List<Goroutine> leaked = new ArrayList<>();
            leak(0, leaked);
            leak(10, leaked);
            awaitAllWaiting(leaked);
            assertThat(GoRuntime.reclaimLeaks()).isEqualTo(leaked.size());
            assertThat(GoRuntime.numGoroutine()).isZero();
            assertThat(GoRuntime.goroutines()).isEmpty();
            assertThat(leaked).allSatisfy(g -> assertThat(g.status()).isEqualTo(GoroutineStatus.DEAD));
            var done = Chan.<Integer>make();
            for (int k = 0; k < 100; k++) {
                go(() -> done.send(1));
            }
            for (int k = 0; k < 100; k++) {
                done.receive();
            }
            InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
        }
    }

    @Test
    void reclaimGivesMemoryBackAndNotBefore() {
        List<Goroutine> leaked = new ArrayList<>();
        var weak = holdsMemory(leaked);
        awaitAllWaiting(leaked);
        System.gc();
        assertThat(weak.get()).as("held like any parked goroutine's, though nothing can wake it").isNotNull();
        assertThat(GoRuntime.reclaimLeaks()).isEqualTo(1);
        assertThat(weak.get()).isNull();
    }

    private static WeakReference<Object> holdsMemory(List<Goroutine> into) {
        byte[] memory = new byte[1 << 20];
        var ch = Chan.<Integer>make();
        into.add(go(() -> {
            ch.receive();
            ch.send(memory.length);
        }));
        return new WeakReference<>(memory);
    }

    @Test
    void whoHoldsAMonitorIsNotReclaimed() {
        List<Goroutine> leaked = new ArrayList<>();
        var monitor = new Object();
        inMonitor(monitor, leaked);
        awaitAllWaiting(leaked);
        assertThat(found(GoRuntime.findLeaks())).isEqualTo(ids(leaked));
        assertThat(GoRuntime.reclaimLeaks()).isZero();
        assertThat(leaked.getFirst().status()).isEqualTo(GoroutineStatus.WAITING);
        LeaksInside.interruptAll();
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
    }

    private static void inMonitor(Object monitor, List<Goroutine> into) {
        var ch = Chan.<Integer>make();
        into.add(go(() -> {
            synchronized (monitor) {
                try {
                    ch.receive();
                } catch (GoInterruptedException e) {
                    ch.close();
                }
            }
        }));
    }

    @Test
    void noneIsReportedThatCouldBeWokenAndAllThatCouldNot() throws Exception {
        List<Goroutine> leaked = new ArrayList<>();
        List<Goroutine> healthy = new ArrayList<>();
        for (int i = 0; leaked.size() < MANY || healthy.size() < MANY; i++) {
            leak(i, leaked);
            healthy(i, healthy);
            if (i % (MANY / 8 + 1) == 0) {
                onThread(healthy);
            }
        }
        awaitAllWaiting(leaked);
        awaitAllWaiting(healthy);
        assertThat(found(GoRuntime.findLeaks())).isEqualTo(ids(leaked));
        assertThat(GoRuntime.reclaimLeaks()).isEqualTo(leaked.size());
        assertThat(GoRuntime.numGoroutine()).isEqualTo(healthy.size());
        var reasons = new TreeMap<WaitReason, Integer>();
        GoRuntime.goroutines().forEach(g -> reasons.merge(g.waitReason(), 1, Integer::sum));
        assertThat(reasons.keySet()).contains(WaitReason.CHAN_RECEIVE, WaitReason.CHAN_SEND, WaitReason.SELECT, WaitReason.SLEEP);
    }
}
