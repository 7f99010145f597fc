// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.go4j.sched.RunQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Run queues: what was pushed comes out once, whoever takes it (Q1-Q3). */
public class RunQueues {
    private RunQueues() {}

    /** Counts what came out where: 0 each once, 1 something lost, 2 something twice. */
    static final class Tally {
        private final int[] seen = new int[16];

        void add(Integer v) {
            if (v != null) {
                seen[v]++;
            }
        }

        void drain(RunQueue<Integer> q) {
            add(q.popNext());
            for (Integer v = q.pop(); v != null; v = q.pop()) {
                add(v);
            }
        }

        int verdict(int from, int to) {
            int verdict = 0;
            for (int v = from; v <= to; v++) {
                if (seen[v] > 1) {
                    return 2;
                }
                if (seen[v] == 0) {
                    verdict = 1;
                }
            }
            return verdict;
        }
    }

    /** The owner pops and pushes round a ring of 4 while a thief takes half. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "each once")
    @Outcome(id = "1", expect = FORBIDDEN, desc = "lost")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "twice")
    @State
    public static class OwnerAgainstThief_01 {
        final RunQueue<Integer> queue = new RunQueue<>(4);
        final RunQueue<Integer> thiefs = new RunQueue<>(4);
        final Tally owners = new Tally();
        Integer stolen;

        public OwnerAgainstThief_01() {
            queue.push(1, batch -> {});
            queue.push(2, batch -> {});
            queue.push(3, batch -> {});
        }

        @Actor
        public void owner() {
            owners.add(queue.pop());
            queue.push(4, batch -> batch.forEach(owners::add));
            queue.push(5, batch -> batch.forEach(owners::add));
            queue.push(6, batch -> batch.forEach(owners::add));
            owners.add(queue.pop());
        }

        @Actor
        public void thief() {
            stolen = thiefs.stealHalfOf(queue);
        }

        @Arbiter
        public void verdict(I_Result r) {
            owners.drain(queue);
            owners.drain(thiefs);
            owners.add(stolen);
            r.r1 = owners.verdict(1, 6);
        }
    }

    /** The owner moves the head without a CAS. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "each once")
    @Outcome(id = {"1", "2"}, expect = ACCEPTABLE_INTERESTING, desc = "lost or twice")
    @State
    public static class OwnerAgainstThief_01_Broken {
        final int[] slots = {1, 2, 3, 0};
        final AtomicInteger head = new AtomicInteger();
        final int tail = 3;
        final Tally owners = new Tally();
        final Tally thiefs = new Tally();

        @Actor
        public void owner() {
            int h = head.get();
            owners.add(slots[h]);
            head.set(h + 1);
        }

        @Actor
        public void thief() {
            int h = head.get();
            int n = tail - h;
            n -= n / 2;
            if (head.compareAndSet(h, h + n)) {
                for (int i = 0; i < n; i++) {
                    thiefs.add(slots[h + i]);
                }
            }
        }

        @Arbiter
        public void verdict(I_Result r) {
            for (int h = head.get(); h < tail; h++) {
                owners.add(slots[h]);
            }
            for (int v = 1; v <= 3; v++) {
                for (int n = thiefs.seen[v]; n > 0; n--) {
                    owners.add(v);
                }
            }
            r.r1 = owners.verdict(1, 3);
        }
    }

    /** runnext: the owner swaps, a thief takes what it saw. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "each once")
    @Outcome(id = {"1", "2"}, expect = FORBIDDEN, desc = "lost or twice")
    @State
    public static class NextAgainstThief_02 {
        final RunQueue<Integer> queue = new RunQueue<>(4);
        final Tally owners = new Tally();
        Integer stolen;

        public NextAgainstThief_02() {
            queue.swapNext(1);
        }

        @Actor
        public void owner() {
            owners.add(queue.swapNext(2));
            owners.add(queue.popNext());
            owners.add(queue.swapNext(3));
        }

        @Actor
        public void thief() {
            Integer next = queue.peekNext();
            if (next != null && queue.stealNext(next)) {
                stolen = next;
            }
        }

        @Arbiter
        public void verdict(I_Result r) {
            owners.drain(queue);
            owners.add(stolen);
            r.r1 = owners.verdict(1, 3);
        }
    }

    /** The owner reads and then stores. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "each once")
    @Outcome(id = {"1", "2"}, expect = ACCEPTABLE_INTERESTING, desc = "lost or twice")
    @State
    public static class NextAgainstThief_02_Broken {
        final AtomicReference<Integer> next = new AtomicReference<>(1);
        final Tally owners = new Tally();
        Integer stolen;

        @Actor
        public void owner() {
            Integer was = next.get();
            next.set(2);
            owners.add(was);
        }

        @Actor
        public void thief() {
            Integer seen = next.get();
            if (seen != null && next.compareAndSet(seen, null)) {
                stolen = seen;
            }
        }

        @Arbiter
        public void verdict(I_Result r) {
            owners.add(next.get());
            owners.add(stolen);
            r.r1 = owners.verdict(1, 2);
        }
    }

    /** There is always one somewhere, in runnext or in the ring, while the owner moves them about: isEmpty must not say otherwise. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not empty")
    @Outcome(id = "1", expect = FORBIDDEN, desc = "an idle M believes there is no work")
    @State
    public static class EmptyNeverLies_03 {
        final RunQueue<Integer> queue = new RunQueue<>(4);

        public EmptyNeverLies_03() {
            queue.swapNext(1);
        }

        @Actor
        public void owner() {
            queue.push(queue.swapNext(2), batch -> {});
            queue.popNext();
        }

        @Actor
        public void observer(I_Result r) {
            r.r1 = queue.isEmpty() ? 1 : 0;
        }
    }

    /** Without the second look at the tail. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not empty")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "an idle M believes there is no work")
    @State
    public static class EmptyNeverLies_03_Broken {
        volatile Integer next = 1;
        volatile int tail;

        @Actor
        public void owner() {
            next = 2;
            tail = 1; // the 1 is in the ring
            next = null; // the 2 runs
        }

        @Actor
        public void observer(I_Result r) {
            r.r1 = tail == 0 && next == null ? 1 : 0;
        }
    }
}
