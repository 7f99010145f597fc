// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.sched.Allocations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerHeapTest {
    private final List<Long> fired = new ArrayList<>();
    private final TimerHeap heap = new TimerHeap();

    private Timer timer() {
        return new Timer((when, seq) -> fired.add(when));
    }

    @Test
    @Tag("T1")
    @Tag("T2")
    @Tag("T3")
    void runsInOrderWhateverIsAddedAndStopped() {
        var random = new Random(7);
        List<Timer> set = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            Timer t = timer();
            long when = random.nextInt(1_000);
            boolean earliest = when < heap.next();
            assertThat(heap.add(t, when, 0, 0)).isEqualTo(earliest);
            if (random.nextInt(3) == 0) {
                assertThat(t.stop()).isTrue();
                assertThat(t.stop()).isFalse();
            } else {
                set.add(t);
                expected.add(when);
            }
        }
        for (int i = 0; i < 500; i++) { // stop some in the middle
            Timer t = set.remove(random.nextInt(set.size()));
            expected.remove((Object) t.when);
            assertThat(t.stop()).isTrue();
        }
        assertThat(heap.size()).isEqualTo(set.size());
        heap.run(499);
        assertThat(fired).isSorted().allMatch(w -> w <= 499);
        assertThat(heap.next()).isGreaterThan(499);
        heap.run(1_000);
        expected.sort(null);
        assertThat(fired).isEqualTo(expected);
        assertThat(heap.next()).isEqualTo(TimerHeap.NEVER);
    }

    @Test
    void periodicTimerStaysOnItsGrid() {
        Timer t = timer();
        heap.add(t, 10, 10, 0);
        heap.run(10);
        heap.run(47); // misses 20, 30: one expiry for them, the next at 50
        assertThat(fired).containsExactly(10L, 20L);
        assertThat(heap.next()).isEqualTo(50);
        assertThat(t.stop()).isTrue();
    }

    @Test
    void movedTimerCanStillBeStopped() {
        Timer early = timer();
        Timer late = timer();
        heap.add(early, 1, 0, 0);
        heap.add(late, 2, 0, 0);
        var other = new TimerHeap();
        heap.moveTo(other);
        assertThat(heap.next()).isEqualTo(TimerHeap.NEVER);
        assertThat(other.next()).isEqualTo(1);
        assertThat(early.stop()).isTrue();
        assertThat(other.next()).isEqualTo(2);
    }

    /** One heap takes over all of another, or nothing changes: memory may be short where that is done, with locks held. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "100, 0", "0, 100", "3, 5", "16, 1", "1, 16", "100, 70", "1000, 1000"})
    @Tag("T1")
    @Tag("T2")
    @Tag("T3")
    void movesAllWithoutAllocatingOrNone(int mine, int theirs) {
        var other = new TimerHeap();
        var random = new Random(3);
        List<Timer> all = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < mine + theirs; i++) {
            Timer t = timer();
            all.add(t);
            (i < mine ? heap : other).add(t, random.nextInt(1_000), 0, 0);
            expected.add(t.when);
        }
        new TimerHeap().moveTo(new TimerHeap()); // what has to be loaded
        Allocations.ofThisThread();
        long before = Allocations.ofThisThread();
        boolean moved = heap.moveTo(other);
        assertThat(Allocations.ofThisThread() - before).isLessThan(100);
        if (!moved) {
            assertThat(heap.size()).isEqualTo(mine);
            assertThat(other.size()).isEqualTo(theirs);
            assertThat(all).allMatch(t -> t.heap == (all.indexOf(t) < mine ? heap : other));
            other.reserve(mine + theirs);
            assertThat(heap.moveTo(other)).isTrue();
        }
        assertThat(heap.size()).isZero();
        assertThat(heap.next()).isEqualTo(TimerHeap.NEVER);
        assertThat(other.size()).isEqualTo(mine + theirs);
        Timer again = timer(); // both are whole
        heap.add(again, 5, 0, 0);
        assertThat(heap.next()).isEqualTo(5);
        assertThat(again.stop()).isTrue();
        for (int i = 0; i < all.size(); i += 3) {
            assertThat(all.get(i).stop()).isTrue();
            expected.remove((Object) all.get(i).when);
        }
        other.run(1_000);
        expected.sort(null);
        assertThat(fired).isEqualTo(expected);
    }

    @Test
    void reservesForSomebodyElseWhileItIsUsed() throws Exception {
        var stop = new AtomicBoolean();
        Thread reserves = Thread.ofPlatform().start(() -> {
            for (int n = 1; !stop.get(); n = n % 5_000 + 7) {
                heap.reserve(n);
            }
        });
        for (int round = 0; round < 50; round++) {
            List<Timer> set = new ArrayList<>();
            for (int i = 0; i < 100 * (round + 1); i++) {
                Timer t = timer();
                heap.add(t, i, 0, 0);
                set.add(t);
            }
            assertThat(set).allMatch(Timer::stop);
            assertThat(heap.size()).isZero();
        }
        stop.set(true);
        reserves.join();
    }

    @Test
    void actionMayAddTimers() {
        Timer[] second = {timer()};
        heap.add(new Timer((when, seq) -> heap.add(second[0], when + 1, 0, 0)), 5, 0, 0);
        assertThat(heap.run(10)).isEqualTo(2);
        assertThat(fired).containsExactly(6L);
    }

    @Test
    void clockSaturates() {
        assertThat(Clock.after(Long.MAX_VALUE)).isEqualTo(TimerHeap.NEVER - 1);
        assertThat(Clock.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Clock.nanos(Duration.ofNanos(-5))).isZero();
        assertThat(Clock.nanos(Duration.ofMillis(3))).isEqualTo(3_000_000);
    }
}
