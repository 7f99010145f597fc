// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.Panic;
import io.go4j.Received;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Channel operations that do not wait, against each other. */
public class Channels {
    private static final int EMPTY = 0;
    private static final int CLOSED = -1;

    private Channels() {}

    static int poll(Chan<Integer> ch) {
        return switch (ch.poll()) {
            case Received.Value<Integer>(var v) -> v;
            case Received.Closed<Integer> c -> CLOSED;
            case Received.Empty<Integer> e -> EMPTY;
        };
    }

    static int trySend(Chan<Integer> ch, int v) {
        try {
            return ch.trySend(v) ? 1 : EMPTY;
        } catch (Panic closed) {
            return CLOSED;
        }
    }

    /** A send that took place is received, also when the channel was closed at that moment; one that panicked is not. */
    @JCStressTest
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "sent, then closed")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "closed first")
    @Outcome(expect = FORBIDDEN, desc = "lost, or delivered although it panicked")
    @State
    public static class CloseAgainstSend_01 {
        final Chan<Integer> ch = Chan.make(1);

        @Actor
        public void sender(II_Result r) {
            r.r1 = trySend(ch, 7);
        }

        @Actor
        public void closer() {
            ch.close();
        }

        @Arbiter
        public void received(II_Result r) {
            r.r2 = poll(ch);
        }
    }

    /** The sender looks whether it is closed, and then puts. */
    @JCStressTest
    @Outcome(id = {"1, 7", "-1, -1"}, expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "1, -1", expect = ACCEPTABLE_INTERESTING, desc = "sent, but not there when the closer looked")
    @State
    public static class CloseAgainstSend_01_Broken {
        volatile boolean closed;
        volatile int slot;

        @Actor
        public void sender(II_Result r) {
            if (closed) {
                r.r1 = CLOSED;
            } else {
                slot = 7;
                r.r1 = 1;
            }
        }

        @Actor
        public void closer(II_Result r) {
            closed = true;
            r.r2 = slot == 0 ? CLOSED : slot; // what receivers will find
        }
    }

    /** What was sent before the close comes before "closed"; "empty" was true only before both. */
    @JCStressTest
    @Outcome(id = {"0, 7", "7, -1"}, expect = ACCEPTABLE, desc = "before, or after the send")
    @Outcome(expect = FORBIDDEN, desc = "closed before the value that was sent earlier")
    @State
    public static class CloseAgainstReceive_02 {
        final Chan<Integer> ch = Chan.make(1);

        @Actor
        public void sender() {
            ch.trySend(7);
            ch.close();
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = poll(ch);
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = poll(ch);
        }
    }

    /** The glance looks at empty first and trusts it when it sees "closed". */
    @JCStressTest
    @Outcome(id = {"0", "7"}, expect = ACCEPTABLE, desc = "before, or after the send")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "closed, but the value sent earlier is still there")
    @State
    public static class CloseAgainstReceive_02_Broken {
        volatile int slot;
        volatile boolean closed;

        @Actor
        public void sender() {
            slot = 7;
            closed = true;
        }

        @Actor
        public void receiver(I_Result r) {
            int v = slot;
            r.r1 = v != 0 ? v : closed ? CLOSED : EMPTY;
        }
    }

    /** Two selects that can do business with each other's channels: each value is in one place afterwards. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "each value once")
    @Outcome(id = {"1", "2"}, expect = FORBIDDEN, desc = "lost or twice")
    @State
    public static class SelectAgainstSelect_03 {
        final Chan<Integer> a = Chan.make(1);
        final Chan<Integer> b = Chan.make(1);
        int one;
        int two;

        public SelectAgainstSelect_03() {
            a.trySend(1);
        }

        // An actor's result: 0 nothing, 1 received the 1, 2 or 3 sent that value, 4 more: received the other's.

        @Actor
        public void first() {
            one = Go4j.<Integer>select(a.receiving().map(v -> 10 + v), b.sending(2).map(() -> 2), Go4j.otherwiseGet(() -> 0));
        }

        @Actor
        public void second() {
            two = Go4j.<Integer>select(a.receiving().map(v -> 10 + v), b.sending(3).map(() -> 3), Go4j.otherwiseGet(() -> 0));
        }

        @Arbiter
        public void verdict(I_Result r) {
            RunQueues.Tally all = new RunQueues.Tally();
            int expected = 1;
            for (int did : new int[] {one, two}) {
                if (did > 10) {
                    all.add(did - 10);
                } else if (did != 0) {
                    expected |= 1 << (did - 1);
                }
            }
            for (int v = poll(a); v > 0; v = poll(a)) {
                all.add(v);
            }
            for (int v = poll(b); v > 0; v = poll(b)) {
                all.add(v);
            }
            int verdict = 0;
            for (int v = 1; v <= 3; v++) {
                int is = all.verdict(v, v);
                boolean sent = (expected & 1 << (v - 1)) != 0;
                verdict = Math.max(verdict, sent ? is : is == 1 ? 0 : 2);
            }
            r.r1 = verdict;
        }
    }

    /** A select that looks at readiness first and acts without having kept the lock. */
    @JCStressTest
    @Outcome(id = {"1", "2"}, expect = ACCEPTABLE, desc = "one of them received the value")
    @Outcome(id = "3", expect = ACCEPTABLE_INTERESTING, desc = "both received it")
    @State
    public static class SelectAgainstSelect_03_Broken {
        volatile int slot = 1;
        int one;
        int two;

        private int take() {
            int v = slot;
            if (v != 0) {
                slot = 0;
            }
            return v;
        }

        @Actor
        public void first() {
            one = take();
        }

        @Actor
        public void second() {
            two = take();
        }

        @Arbiter
        public void verdict(I_Result r) {
            r.r1 = one + 2 * two;
        }
    }

    /**
     * Each sends on its own channel and then looks at the other's: at least one should see the other's value. Today both may miss it,
     * because the glance of poll is a load that overtakes the store that released the lock. An open question: see stress/README.md.
     */
    @JCStressTest
    @Outcome(id = {"0, 1", "2, 0", "2, 1"}, expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "the glance of poll overtook the send before it: see stress/README.md")
    @State
    public static class SendThenPoll_04 {
        final Chan<Integer> a = Chan.make(1);
        final Chan<Integer> b = Chan.make(1);

        @Actor
        public void first(II_Result r) {
            a.trySend(1);
            r.r1 = poll(b);
        }

        @Actor
        public void second(II_Result r) {
            b.trySend(2);
            r.r2 = poll(a);
        }
    }

    /** Release stores instead of full ones. */
    @JCStressTest
    @Outcome(id = {"0, 1", "2, 0", "2, 1"}, expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "both looks came before both stores")
    @State
    public static class SendThenPoll_04_Broken {
        final java.util.concurrent.atomic.AtomicInteger a = new java.util.concurrent.atomic.AtomicInteger();
        final java.util.concurrent.atomic.AtomicInteger b = new java.util.concurrent.atomic.AtomicInteger();

        @Actor
        public void first(II_Result r) {
            a.setRelease(1);
            r.r1 = b.getAcquire();
        }

        @Actor
        public void second(II_Result r) {
            b.setRelease(2);
            r.r2 = a.getAcquire();
        }
    }
}
