// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
