// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.go4j.sched.RunQueue;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Protocols of the kind "I store mine, then look at yours": the scheduler's W2, WaitGroup, Mutex. */
public class WakeUps {
    private WakeUps() {}

    /** W2 as a model, with a real run queue: the adder sees no spinner, or the spinner that stops sees the work. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "somebody sees to it")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "work is queued, a processor is idle, and nobody knows")
    @State
    public static class SpinnerAgainstAdder_01 {
        final RunQueue<Integer> queue = new RunQueue<>(4);
        final AtomicInteger spinning = new AtomicInteger(1);

        @Actor
        public void adder(II_Result r) {
            queue.push(1, batch -> {});
            VarHandle.fullFence();
            r.r1 = spinning.getPlain() == 0 ? 1 : 0; // wakep
        }

        @Actor
        public void spinner(II_Result r) {
            spinning.getAndAdd(-1);
            r.r2 = queue.size() > 0 ? 1 : 0; // isWorkForAnIdle
        }
    }

    /** Without the fences. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "somebody sees to it")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "work is queued, a processor is idle, and nobody knows")
    @State
    public static class SpinnerAgainstAdder_01_Broken {
        final RunQueue<Integer> queue = new RunQueue<>(4);
        final AtomicInteger spinning = new AtomicInteger(1);

        @Actor
        public void adder(II_Result r) {
            queue.push(1, batch -> {});
            r.r1 = spinning.getOpaque() == 0 ? 1 : 0;
        }

        @Actor
        public void spinner(II_Result r) {
            spinning.setRelease(0);
            r.r2 = queue.size() > 0 ? 1 : 0;
        }
    }

    /** A real WaitGroup: await comes back. If it did not, this test would hang and jcstress would say so. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "await came back after the last done")
    @Outcome(expect = FORBIDDEN, desc = "await came back too early")
    @State
    public static class DoneAgainstAwait_02 {
        final WaitGroup group = new WaitGroup();
        int before;

        public DoneAgainstAwait_02() {
            group.add(1);
        }

        @Actor
        public void worker() {
            before = 1;
            group.done();
        }

        @Actor
        public void waiter(I_Result r) {
            group.await();
            r.r1 = before;
        }
    }

    /** The model of it, without full stores. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "released, or never slept")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "asleep for ever")
    @State
    public static class DoneAgainstAwait_02_Broken {
        final AtomicInteger count = new AtomicInteger(1);
        final AtomicInteger waiting = new AtomicInteger();

        @Actor
        public void worker(II_Result r) {
            count.setRelease(0);
            r.r1 = waiting.getAcquire(); // 1: releases the waiters
        }

        @Actor
        public void waiter(II_Result r) {
            waiting.setRelease(1);
            r.r2 = count.getAcquire() == 0 ? 1 : 0; // 1: does not sleep
        }
    }

    /** A real Mutex: no increment is lost; and nobody sleeps for ever, or this test would hang. */
    @JCStressTest
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "all")
    @Outcome(expect = FORBIDDEN, desc = "two were inside")
    @State
    public static class MutexHandoff_03 {
        final Mutex mutex = new Mutex();
        int counter;

        private void twice() {
            for (int i = 0; i < 2; i++) {
                mutex.lock();
                counter++;
                mutex.unlock();
            }
        }

        @Actor
        public void first() {
            twice();
        }

        @Actor
        public void second() {
            twice();
        }

        @Arbiter
        public void sum(I_Result r) {
            r.r1 = counter;
        }
    }

    /** Unlock by a store, with the look for waiters before it. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "woken, or got it")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "the mutex is free and its waiter sleeps")
    @State
    public static class MutexHandoff_03_Broken {
        volatile boolean locked = true;
        volatile boolean queued;

        @Actor
        public void holder(II_Result r) {
            r.r1 = queued ? 1 : 0; // 1: wakes
            locked = false;
        }

        @Actor
        public void waiter(II_Result r) {
            queued = true;
            r.r2 = locked ? 0 : 1; // 0: sleeps
        }
    }
}
