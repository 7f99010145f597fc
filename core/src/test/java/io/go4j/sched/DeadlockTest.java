// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.InGoroutine;
import io.go4j.diag.WaitReason;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeadlockTest {
    @Test
    @Tag("D2")
    void aGoroutineThatIsOnlyAboutToWaitCanStillAct() throws Exception {
        InGoroutine.run(() -> {
            G me = Sched.currentG();
            assertThat(me).isNotNull();
            Sched.waiting(me, WaitReason.SLEEP); // as the door does, before its thread parks: classes may have to be loaded between
            boolean parked = Deadlock.isParked(me);
            Sched.running(me);
            assertThat(parked).isFalse();
        });
    }

    @Test
    @Tag("D2")
    void aParkedGoroutineCannotAct() {
        Chan<Integer> never = Chan.make();
        var parked = new AtomicReference<G>();
        Go4j.go(() -> {
            parked.set(Sched.currentG());
            never.receive();
        });
        InGoroutine.await(() -> parked.get() != null && Deadlock.isParked(parked.get()));
        never.close();
    }
}
