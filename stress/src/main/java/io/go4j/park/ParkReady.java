// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.go4j.carrier.SpinLock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The door of the room park: nobody who is readied stays parked, and a call is decided once. Unpark is modelled by a flag: its permit. */
public class ParkReady {
    /*
     * Verdicts of the arbiters: 0 as it must be, 1 asleep for ever, 2 decided twice.
     */
    private static final String FOR_EVER = "asleep for ever";

    private ParkReady() {}

    /** A waiter queues itself unless the thing has happened; the partner takes it off the queue, or notes that the thing has happened. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "woken, or never slept")
    @Outcome(id = "1", expect = FORBIDDEN, desc = FOR_EVER)
    @State
    public static class LostWakeup_01 {
        final SpinLock lock = new SpinLock();
        final WaitQueue queue = new WaitQueue();
        boolean happened;
        Waiter waiting;

        @Actor
        public void waiter() {
            Waiter w = new Waiter(null);
            lock.lock();
            if (!happened) {
                queue.add(w);
                waiting = w;
            }
            lock.unlock();
        }

        @Actor
        public void partner() {
            lock.lock();
            Waiter w = queue.claimFirst();
            happened = true;
            lock.unlock();
            if (w != null) {
                Park.ready(w);
            }
        }

        @Arbiter
        public void verdict(I_Result r) {
            r.r1 = waiting != null && waiting.openOrDone() < 0 ? 1 : 0;
        }
    }

    /** The same without the lock. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "woken, or never slept")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = FOR_EVER)
    @State
    public static class LostWakeup_01_Broken {
        final WaitQueue queue = new WaitQueue();
        boolean happened;
        Waiter waiting;

        @Actor
        public void waiter() {
            Waiter w = new Waiter(null);
            if (!happened) {
                queue.add(w);
                waiting = w;
            }
        }

        @Actor
        public void partner() {
            Waiter w = queue.isEmpty() ? null : queue.takeFirst();
            happened = true;
            if (w != null) {
                Park.ready(w);
            }
        }

        @Arbiter
        public void verdict(I_Result r) {
            r.r1 = waiting != null && waiting.openOrDone() < 0 ? 1 : 0;
        }
    }

    /** Done is stored before the permit is given: who uses up the permit sees that it is done. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "1", expect = FORBIDDEN, desc = FOR_EVER)
    @State
    public static class DoneBeforeUnpark_02 {
        final Waiter call = new Waiter(null);
        final AtomicBoolean permit = new AtomicBoolean();
        boolean asleep;

        @Actor
        public void waiter() {
            while (call.openOrDone() < 0) {
                if (!permit.getAndSet(false)) {
                    asleep = true; // park: until the permit comes
                    return;
                }
            }
        }

        @Actor
        public void partner() {
            call.done();
            permit.set(true);
        }

        @Arbiter
        public void verdict(I_Result r) {
            r.r1 = asleep && !permit.get() ? 1 : 0;
        }
    }

    /** The permit first. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = FOR_EVER)
    @State
    public static class DoneBeforeUnpark_02_Broken {
        final Waiter call = new Waiter(null);
        final AtomicBoolean permit = new AtomicBoolean();
        boolean asleep;

        @Actor
        public void waiter() {
            while (call.openOrDone() < 0) {
                if (!permit.getAndSet(false)) {
                    asleep = true;
                    return;
                }
            }
        }

        @Actor
        public void partner() {
            permit.set(true);
            call.done();
        }

        @Arbiter
        public void verdict(I_Result r) {
            r.r1 = asleep && !permit.get() ? 1 : 0;
        }
    }

    /** A select waits in two queues, each with a lock of its own; two partners come: one wins, and it is the one who wrote the winner. */
    @JCStressTest
    @Outcome(id = {"1, 1", "2, 2"}, expect = ACCEPTABLE, desc = "one of them")
    @Outcome(expect = FORBIDDEN, desc = "both, nobody, or the wrong winner")
    @State
    public static class OneWinner_03 {
        final WaitQueue first = new WaitQueue();
        final WaitQueue second = new WaitQueue();
        final Parker select = new Parker();
        Waiter byFirst;
        Waiter bySecond;

        public OneWinner_03() {
            first.add(new Waiter(select, 1, null));
            second.add(new Waiter(select, 2, null));
        }

        @Actor
        public void firstPartner() {
            byFirst = first.claimFirst();
        }

        @Actor
        public void secondPartner() {
            bySecond = second.claimFirst();
        }

        @Arbiter
        public void verdict(II_Result r) {
            r.r1 = (byFirst == null ? 0 : byFirst.index) + (bySecond == null ? 0 : bySecond.index);
            r.r2 = select.winner() == null ? 0 : select.winner().index;
        }
    }

    /** The claim looks and then stores. */
    @JCStressTest
    @Outcome(id = {"1", "2"}, expect = ACCEPTABLE, desc = "one of them")
    @Outcome(id = "3", expect = ACCEPTABLE_INTERESTING, desc = "both: the value is delivered twice")
    @State
    public static class OneWinner_03_Broken {
        volatile int state;
        boolean byFirst;
        boolean bySecond;

        private boolean claim() {
            if (state != 0) {
                return false;
            }
            state = 1;
            return true;
        }

        @Actor
        public void firstPartner() {
            byFirst = claim();
        }

        @Actor
        public void secondPartner() {
            bySecond = claim();
        }

        @Arbiter
        public void verdict(I_Result r) {
            r.r1 = (byFirst ? 1 : 0) + (bySecond ? 2 : 0);
        }
    }
}
