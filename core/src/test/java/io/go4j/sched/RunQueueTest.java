// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunQueueTest {
    private static final RunQueue.Overflow<Integer> NONE = batch -> {
        throw new AssertionError("overflow of " + batch);
    };

    @Test
    void firstInFirstOut() {
        var q = new RunQueue<Integer>(8);
        for (int i = 0; i < 8; i++) {
            q.push(i, NONE);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(q.peek()).isEqualTo(i);
            assertThat(q.pop()).isEqualTo(i);
        }
        assertThat(q.pop()).isNull();
        assertThat(q.isEmpty()).isTrue();
    }

    @Test
    @Tag("Q1")
    void fullRingSpillsTheOlderHalfAndTheNewOne() {
        var q = new RunQueue<Integer>(8);
        List<Integer> spilled = new ArrayList<>();
        for (int i = 0; i <= 8; i++) {
            q.push(i, spilled::addAll);
        }
        assertThat(spilled).containsExactly(0, 1, 2, 3, 8);
        assertThat(q.size()).isEqualTo(4);
        assertThat(q.pop()).isEqualTo(4);
    }

    @Test
    void thiefTakesHalfRoundedUp() {
        for (int n = 1; n <= 8; n++) {
            var victim = new RunQueue<Integer>(8);
            var thief = new RunQueue<Integer>(8);
            for (int i = 0; i < n; i++) {
                victim.push(i, NONE);
            }
            int taken = n - n / 2;
            assertThat(thief.stealHalfOf(victim)).isEqualTo(taken - 1);
            assertThat(thief.size()).isEqualTo(taken - 1);
            assertThat(victim.size()).isEqualTo(n / 2);
            for (int i = 0; i < taken - 1; i++) {
                assertThat(thief.pop()).isEqualTo(i);
            }
        }
    }

    @Test
    @Tag("Q3")
    void runnextIsOneSlot() {
        var q = new RunQueue<Integer>(8);
        assertThat(q.swapNext(1)).isNull();
        assertThat(q.isEmpty()).isFalse();
        assertThat(q.size()).isZero();
        assertThat(q.swapNext(2)).isEqualTo(1);
        assertThat(q.stealNext(1)).isFalse();
        assertThat(q.peekNext()).isEqualTo(2);
        assertThat(q.stealNext(2)).isTrue();
        assertThat(q.popNext()).isNull();
    }

    @Test
    @Tag("Q2")
    void nothingIsLostOrTakenTwice() throws InterruptedException {
        int n = 200_000 * Integer.getInteger("go4j.stress", 1);
        var owner = new RunQueue<Integer>(8);
        var taken = new ConcurrentLinkedQueue<Integer>();
        var done = new AtomicBoolean();
        List<Thread> thieves = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            thieves.add(Thread.ofPlatform().start(() -> {
                var mine = new RunQueue<Integer>(8);
                while (!done.get() || !owner.isEmpty()) {
                    Integer next = owner.peekNext();
                    if (next != null && owner.stealNext(next)) {
                        taken.add(next);
                    }
                    Integer got = mine.stealHalfOf(owner);
                    if (got == null) {
                        Thread.onSpinWait();
                        continue;
                    }
                    taken.add(got);
                    for (Integer more = mine.pop(); more != null; more = mine.pop()) {
                        taken.add(more);
                    }
                }
            }));
        }
        for (int i = 0; i < n; i++) {
            Integer displaced = i % 3 == 0 ? owner.swapNext(i) : Integer.valueOf(i);
            if (displaced != null) {
                owner.push(displaced, taken::addAll);
            }
            if (i % 5 == 0) {
                Integer mine = i % 2 == 0 ? owner.pop() : owner.popNext();
                if (mine != null) {
                    taken.add(mine);
                }
            }
        }
        done.set(true);
        for (Thread t : thieves) {
            t.join();
        }
        assertThat(taken).hasSize(n).doesNotHaveDuplicates();
    }
}
