// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.InGoroutine;
import io.go4j.diag.WaitReason;
import io.go4j.park.Parker;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who counts as stuck at our door. */
class DeadlockTest {
    @Test
    @Tag("D2")
    void aGoroutineIsStuckFromTheMomentThatItSaysSo() throws Exception {
        InGoroutine.run(() -> {
            G me = Sched.currentG();
            assertThat(me).isNotNull();
            var call = new Parker();
            assertThat(Deadlock.isStuck(me)).isFalse();
            call.begins(WaitReason.CHAN_RECEIVE);
            boolean stuck = Deadlock.isStuck(me);
            call.ends();
            assertThat(stuck).isTrue();
            assertThat(Deadlock.isStuck(me)).isFalse();
        });
    }

    /** However far its thread has come: it may be mounted, parked, or have its stack taken at the moment. */
    @Test
    @Tag("R1")
    void whoseWaitWasEndedIsNotStuckThoughItDoesNotRunYet() throws Exception {
        InGoroutine.run(() -> {
            G me = Sched.currentG();
            for (Ending ending : Ending.values()) {
                var call = new Parker();
                call.begins(WaitReason.CHAN_RECEIVE);
                boolean before = Deadlock.isStuck(me);
                ending.end(call);
                boolean after = Deadlock.isStuck(me);
                call.ends();
                Thread.interrupted();
                assertThat(before).as("before %s", ending).isTrue();
                assertThat(after).as("after %s", ending).isFalse();
            }
        });
    }

    @Test
    @Tag("R1")
    void theSameOfAnOrdinaryThread() {
        for (Ending ending : Ending.values()) {
            var call = new Parker();
            call.begins(WaitReason.CHAN_RECEIVE);
            boolean before = call.isPending();
            ending.end(call);
            boolean after = call.isPending();
            call.ends();
            Thread.interrupted();
            assertThat(before).as("before %s", ending).isTrue();
            assertThat(after).as("after %s", ending).isFalse();
        }
    }

    private enum Ending {
        BY_A_PARTNER {
            @Override
            void end(Parker call) {
                call.done();
            }
        },
        BY_THE_ALARM {
            @Override
            void end(Parker call) {
                assertThat(call.ring()).isTrue();
            }
        },
        BY_A_CLAIM {
            @Override
            void end(Parker call) {
                assertThat(call.claim()).isTrue();
            }
        },
        BY_AN_INTERRUPT {
            @Override
            void end(Parker call) {
                call.thread.interrupt();
            }
        };

        abstract void end(Parker call);
    }

    /** The alarm of an earlier wait, which fires late, must not touch the goroutine that has the record now. */
    @Test
    @Tag("R1")
    void anAlarmThatComesTooLateDoesNothing() throws Exception {
        InGoroutine.run(() -> {
            G me = Sched.currentG();
            var earlier = new Parker();
            earlier.begins(WaitReason.SLEEP);
            earlier.done();
            earlier.ends();
            var now = new Parker();
            now.begins(WaitReason.CHAN_RECEIVE);
            boolean rung = earlier.ring();
            boolean stuck = Deadlock.isStuck(me);
            now.ends();
            assertThat(rung).isFalse();
            assertThat(stuck).isTrue();
        });
    }

    @Test
    @Tag("D2")
    void aGoroutineThatWaitsForTheJdkIsNotStuck() {
        var waiting = new AtomicReference<G>();
        var thread = new AtomicReference<Thread>();
        Go4j.go(() -> {
            waiting.set(Sched.currentG());
            thread.set(Thread.currentThread());
            LockSupport.park();
        });
        InGoroutine.await(() -> waiting.get() != null && thread.get() != null && thread.get().getState() == Thread.State.WAITING);
        assertThat(Deadlock.isStuck(waiting.get())).isFalse();
        LockSupport.unpark(thread.get());
    }

    @Test
    @Tag("D2")
    void aParkedGoroutineIsStuck() {
        Chan<Integer> never = Chan.make();
        var parked = new AtomicReference<G>();
        Go4j.go(() -> {
            parked.set(Sched.currentG());
            never.receive();
        });
        InGoroutine.await(() -> parked.get() != null && Deadlock.isStuck(parked.get()));
        never.close();
    }
}
