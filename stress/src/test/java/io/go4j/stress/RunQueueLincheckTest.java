// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.sched.RunQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run queue shrunk to 4: one owner, thieves beside it. */
@Tag("stress")
class RunQueueLincheckTest {
    /** The owner's operations form a group that Lincheck never runs in parallel; the thieves are free. */
    @Param(name = "v", gen = IntGen.class, conf = "1:9")
    public static class Queue4 {
        private final RunQueue<Integer> queue = new RunQueue<>(4);
        private final List<Integer> spilled = new ArrayList<>();

        @Operation(nonParallelGroup = "owner")
        public String push(@Param(name = "v") int v) {
            spilled.clear();
            queue.push(v, spilled::addAll);
            return spilled.isEmpty() ? "queued" : "spilled " + spilled;
        }

        @Operation(nonParallelGroup = "owner")
        public String pop() {
            return String.valueOf(queue.pop());
        }

        @Operation(nonParallelGroup = "owner")
        public String swapNext(@Param(name = "v") int v) {
            return String.valueOf(queue.swapNext(v));
        }

        @Operation(nonParallelGroup = "owner")
        public String popNext() {
            return String.valueOf(queue.popNext());
        }

        /** A thief with an empty queue of its own; afterwards what it has, in order. */
        @Operation
        public String steal() {
            RunQueue<Integer> mine = new RunQueue<>(4);
            Integer last = mine.stealHalfOf(queue);
            List<Integer> got = new ArrayList<>();
            for (Integer v = mine.pop(); v != null; v = mine.pop()) {
                got.add(v);
            }
            if (last != null) {
                got.add(last);
            }
            return got.toString();
        }

        /** As a thief does it: look, then CAS. Two that look at the same one must not both get it. */
        @Operation
        public String stealNext() {
            for (; ; ) {
                Integer next = queue.peekNext();
                if (next == null) {
                    return "null";
                }
                if (queue.stealNext(next)) {
                    return next.toString();
                }
            }
        }

        @Operation
        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    public static class Spec {
        private final ArrayDeque<Integer> ring = new ArrayDeque<>();
        private Integer next;

        public String push(int v) {
            if (ring.size() < 4) {
                ring.add(v);
                return "queued";
            }
            List<Integer> out = take(2);
            out.add(v);
            return "spilled " + out;
        }

        public String pop() {
            return String.valueOf(ring.poll());
        }

        public String swapNext(int v) {
            Integer was = next;
            next = v;
            return String.valueOf(was);
        }

        public String popNext() {
            Integer was = next;
            next = null;
            return String.valueOf(was);
        }

        public String steal() {
            return take(ring.size() - ring.size() / 2).toString();
        }

        public String stealNext() {
            return popNext();
        }

        public boolean isEmpty() {
            return ring.isEmpty() && next == null;
        }

        private List<Integer> take(int n) {
            List<Integer> out = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                out.add(ring.poll());
            }
            return out;
        }
    }

    @Test
    void ownerAndThieves() {
        ChanLincheckTest.modelChecking().sequentialSpecification(Spec.class).check(Queue4.class);
        ChanLincheckTest.modelChecking().threads(3).actorsPerThread(2).sequentialSpecification(Spec.class).check(Queue4.class);
        ChanLincheckTest.stress().sequentialSpecification(Spec.class).check(Queue4.class);
    }

    // --- the checker is checked ---

    /** The owner takes the head without a CAS. */
    @Param(name = "v", gen = IntGen.class, conf = "1:9")
    public static class PopWithoutCas_Broken {
        private final Integer[] slots = new Integer[4];
        private final AtomicInteger head = new AtomicInteger();
        private volatile int tail;

        @Operation(nonParallelGroup = "owner")
        public String push(@Param(name = "v") int v) {
            int at = tail;
            if (at - head.get() == 4) {
                List<Integer> out = new ArrayList<>();
                int h = head.get();
                for (int i = 0; i < 2; i++) {
                    out.add(slots[(h + i) & 3]);
                }
                if (!head.compareAndSet(h, h + 2)) {
                    return push(v);
                }
                out.add(v);
                return "spilled " + out;
            }
            slots[at & 3] = v;
            tail = at + 1;
            return "queued";
        }

        @Operation(nonParallelGroup = "owner")
        public String pop() {
            int h = head.get();
            if (h == tail) {
                return "null";
            }
            Integer v = slots[h & 3];
            head.set(h + 1);
            return v.toString();
        }

        @Operation
        public String steal() {
            for (; ; ) {
                int h = head.get();
                int n = tail - h;
                n -= n / 2;
                if (n <= 0) {
                    return "[]";
                }
                List<Integer> out = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    out.add(slots[(h + i) & 3]);
                }
                if (head.compareAndSet(h, h + n)) {
                    return out.toString();
                }
            }
        }
    }

    /** isEmpty without the second look at tail: it says "empty" while the owner moves one from runnext into the ring. */
    @Param(name = "v", gen = IntGen.class, conf = "1:9")
    public static class IsEmptyLies_Broken {
        private volatile Integer next;
        private volatile Integer ring;

        /** swapNext and push of the one that was there. Never more than two in all, and none leaves: it is never empty after the first. */
        @Operation(nonParallelGroup = "owner")
        public void ready(@Param(name = "v") int v) {
            Integer was = next;
            next = v;
            if (was != null) {
                ring = was;
            }
        }

        @Operation(nonParallelGroup = "owner")
        public void moveToRing() {
            Integer was = next;
            if (was != null) {
                ring = was; // first into the ring: somewhere it always is
                next = null;
            }
        }

        @Operation
        public boolean isEmpty() {
            boolean noRing = ring == null;
            return noRing && next == null;
        }
    }

    public static class NeverEmptyAgainSpec {
        private boolean any;

        public void ready(int v) {
            any = true;
        }

        public void moveToRing() {}

        public boolean isEmpty() {
            return !any;
        }
    }

    @Test
    void lincheckFindsThePopWithoutCas() {
        assertThatThrownBy(() -> ChanLincheckTest.modelChecking()
                        .iterations(200)
                        .sequentialSpecification(Spec.class)
                        .check(PopWithoutCas_Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void lincheckFindsTheEmptinessThatLies() {
        assertThatThrownBy(() -> ChanLincheckTest.modelChecking()
                        .iterations(200)
                        .sequentialSpecification(NeverEmptyAgainSpec.class)
                        .check(IsEmptyLies_Broken.class))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
