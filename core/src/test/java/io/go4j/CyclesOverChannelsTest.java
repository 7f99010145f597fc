// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitCycle;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full-only") // as all that asks the collector
class CyclesOverChannelsTest {
    private static final Duration LONG = Duration.ofSeconds(InGoroutine.SOON_SECONDS);

    private static final List<Object> STATICS = new ArrayList<>();

    @AfterEach
    void nothingStays() {
        STATICS.clear();
        GoRuntime.reclaimLeaks();
        assertThat(GoRuntime.goroutines()).isEmpty();
    }

    private static List<Long> awaitWaiting(List<Goroutine> all) {
        for (Goroutine g : all) {
            InGoroutine.await(() -> g.status() == GoroutineStatus.WAITING);
        }
        return all.stream().map(Goroutine::id).sorted().toList();
    }

    private static List<Long> ids(WaitCycle cycle) {
        return cycle.links().stream().map(l -> l.goroutine().id()).toList();
    }

    /** Each goroutine receives from its own channel and would then send to the next one's. */
    private static List<Goroutine> ring(int n) {
        List<Chan<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            channels.add(Chan.make());
        }
        List<Goroutine> ring = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Chan<Integer> mine = channels.get(i);
            Chan<Integer> next = channels.get((i + 1) % n);
            ring.add(go(() -> {
                mine.receive();
                next.send(1);
            }));
        }
        return ring;
    }

    @Test
    void twoThatEachWouldSendWhatTheOtherWaitsFor() {
        List<Long> two = awaitWaiting(ring(2));
        assertThat(GoRuntime.checkDeadlock()).isEmpty();
        assertThat(GoRuntime.stack(true)).doesNotContain("wait for each other");
        String text = "goroutines that wait for each other:\n"
                + "\tgoroutine " + two.get(0) + " waits [chan receive] for what only goroutine " + two.get(1) + " can reach\n"
                + "\tgoroutine " + two.get(1) + " waits [chan receive] for what only goroutine " + two.get(0) + " can reach\n";
        assertThat(GoRuntime.checkDeadlock(LONG)).singleElement().hasToString(text);
        assertThat(GoRuntime.stack(true)).endsWith("\n" + text);
        assertThat(GoRuntime.findLeaks()).hasSize(2);
        assertThat(GoRuntime.reclaimLeaks()).isEqualTo(2);
        assertThat(GoRuntime.stack(true)).doesNotContain("wait for each other");
    }

    @Test
    void severalApartAndWhoOnlyWaitsForOne() {
        List<Long> three = awaitWaiting(ring(3));
        List<Long> four = awaitWaiting(ring(4));
        List<Goroutine> others = new ArrayList<>();
        chain(others);
        orphan(others);
        awaitWaiting(others);
        List<WaitCycle> cycles = GoRuntime.checkDeadlock(LONG);
        assertThat(cycles).extracting(CyclesOverChannelsTest::ids).containsExactlyInAnyOrder(three, four);
        assertThat(cycles.getFirst().toString()).contains(" and the others here can reach\n");
    }

    /** The first could wake the second, but nobody the first. */
    private static void chain(List<Goroutine> into) {
        var a = Chan.<Integer>make();
        var b = Chan.<Integer>make();
        into.add(go(() -> a.send(b.receive())));
        into.add(go(() -> a.receive()));
    }

    private static void orphan(List<Goroutine> into) {
        var ch = Chan.<Integer>make();
        into.add(go(() -> ch.receive()));
    }

    @Test
    void overAMutexAndAChannel() {
        List<Goroutine> two = new ArrayList<>();
        mutexAndChannel(two);
        List<Long> ids = awaitWaiting(two);
        assertThat(GoRuntime.checkDeadlock()).isEmpty();
        assertThat(GoRuntime.checkDeadlock(LONG)).singleElement().satisfies(c -> {
            assertThat(ids(c)).isEqualTo(ids);
            var waits = new TreeSet<>(c.links().stream().map(WaitCycle.Link::what).toList());
            assertThat(waits).containsExactly("chan receive", "sync.Mutex");
        });
    }

    private static void mutexAndChannel(List<Goroutine> into) {
        var mutex = new Mutex();
        var ch = Chan.<Integer>make();
        var locked = Chan.<Integer>make(1);
        into.add(go(() -> {
            mutex.lock();
            locked.send(1);
            ch.receive();
            mutex.unlock();
        }));
        locked.receive();
        into.add(go(() -> {
            mutex.lock();
            ch.send(1);
        }));
    }

    @Test
    void overASelectAndAGroup() {
        List<Goroutine> two = new ArrayList<>();
        selectAndGroup(two);
        List<Long> ids = awaitWaiting(two);
        assertThat(GoRuntime.checkDeadlock(LONG)).extracting(CyclesOverChannelsTest::ids).containsExactly(ids);
    }

    private static void selectAndGroup(List<Goroutine> into) {
        var group = new WaitGroup();
        group.add(1);
        var ch = Chan.<Integer>make();
        into.add(go(() -> {
            select(ch.onReceive(v -> {}), Chan.<Integer>nil().onReceive(v -> {}));
            group.done();
        }));
        into.add(go(() -> {
            group.await();
            ch.send(1);
        }));
    }

    @Test
    void aCycleOfLocksIsNamedOnceByItsHolders() {
        List<Goroutine> two = new ArrayList<>();
        twoMutexes(two);
        List<Long> ids = awaitWaiting(two);
        InGoroutine.await(() -> !GoRuntime.checkDeadlock().isEmpty());
        assertThat(GoRuntime.checkDeadlock(LONG)).singleElement().satisfies(c -> {
            assertThat(ids(c)).isEqualTo(ids);
            assertThat(c.links()).allMatch(WaitCycle.Link::held);
        });
        for (int look = 0; look < 2; look++) {
            assertThat(GoRuntime.findLeaks()).hasSize(2);
            assertThat(GoRuntime.checkDeadlock()).singleElement().satisfies(c -> assertThat(ids(c)).isEqualTo(ids));
        }
    }

    private static void twoMutexes(List<Goroutine> into) {
        var a = new Mutex();
        var b = new Mutex();
        var both = Chan.<Integer>make(2);
        into.add(go(() -> lockBoth(a, b, both)));
        into.add(go(() -> lockBoth(b, a, both)));
    }

    private static void lockBoth(Mutex mine, Mutex other, Chan<Integer> both) {
        mine.lock();
        both.send(1);
        InGoroutine.await(() -> both.len() == 2);
        other.lock();
    }

    @Test
    void notWhatSomebodyElseCouldWake() {
        var a = Chan.<Integer>make();
        var b = Chan.<Integer>make();
        STATICS.add(a);
        List<Goroutine> two = List.of(
                go(() -> {
                    a.receive();
                    b.send(1);
                }),
                go(() -> {
                    b.receive();
                    a.trySend(1);
                }));
        awaitWaiting(two);
        assertThat(GoRuntime.checkDeadlock(LONG)).isEmpty();
        a.send(1);
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
    }

    @Test
    void withoutTimeNobodyIsAskedAbout() {
        awaitWaiting(ring(2));
        assertThat(GoRuntime.checkDeadlock(Duration.ZERO)).isEmpty();
        assertThat(GoRuntime.stack(true)).contains("[chan receive (leaked)]");
    }

    @Test
    void anyTimeIsATime() {
        awaitWaiting(ring(2));
        assertThat(GoRuntime.checkDeadlock(Duration.ofNanos(Long.MAX_VALUE))).hasSize(1);
        assertThat(GoRuntime.checkDeadlock(Duration.ofSeconds(Long.MAX_VALUE))).hasSize(1);
        assertThat(GoRuntime.checkDeadlock(Duration.ofSeconds(Long.MIN_VALUE))).isEmpty();
    }
}
