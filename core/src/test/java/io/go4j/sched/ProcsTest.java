// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.InGoroutine;
import io.go4j.timer.Timer;
import io.go4j.timer.TimerHeap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the things on a processor when another one takes its place. */
@Tag("full-only")
class ProcsTest {
    private static final int QUEUED = 200;

    private int before;

    @BeforeEach
    void oneProcessor() {
        before = GoRuntime.gomaxprocs(1);
    }

    @AfterEach
    void asBefore() {
        GoRuntime.gomaxprocs(before);
    }

    /** Whoever sees the new processor finds all that was queued on the old one where everybody looks, and its timers on the new one. */
    @Test
    @Tag("H3")
    void aHandOffMovesAllBeforeTheNewProcessorIsSeen() throws Exception {
        var ran = new AtomicInteger();
        var late = new AtomicInteger();
        for (int round = 0; round < 100; round++) {
            int expected = (round + 1) * QUEUED;
            InGoroutine.run(() -> {
                P old = P.here();
                var ready = new AtomicBoolean();
                Thread watcher = Thread.ofPlatform().start(() -> {
                    ready.set(true);
                    while (Procs.processors()[0] == old) {
                        Thread.onSpinWait();
                    }
                    if (!old.runq.isEmpty() || old.timers.next() != TimerHeap.NEVER) {
                        late.incrementAndGet();
                    }
                });
                var timer = new Timer((when, seq) -> {});
                Sched.addTimer(timer, TimerHeap.NEVER - 1, 0, 0);
                for (int i = 0; i < QUEUED; i++) {
                    Go4j.go(ran::incrementAndGet);
                }
                while (!ready.get()) {
                    Thread.onSpinWait();
                }
                Procs.handOff(old);
                watcher.join();
                assertThat(timer.stop()).isTrue();
            });
            InGoroutine.await(() -> ran.get() == expected);
        }
        assertThat(late).as("times that something still lay on the old one").hasValue(0);
    }

    /** A slice that was over in its last life would send the first goroutine that is readied here behind all others. */
    @Test
    void aSpareBeginsWithAWholeSlice() {
        P spare = new P();
        spare.sliceExpired = true;
        spare.install(0);
        assertThat(spare.sliceExpired).isFalse();
    }

    /** Where the new one has timers already, and no room for all: a spare can have been given some from outside. */
    @Test
    @Tag("H3")
    void noTimerIsLostWhenTheHeapHasNoRoom() throws Exception {
        InGoroutine.run(() -> {
            var fired = new AtomicInteger();
            int all = 0;
            for (P p : Procs.everyP()) {
                for (int i = 0; i < 16; i++, all++) {
                    p.timers.add(new Timer((when, seq) -> fired.incrementAndGet()), 0, 0, 0);
                }
            }
            Procs.handOff(P.here());
            GoRuntime.gomaxprocs(2);
            GoRuntime.gomaxprocs(1);
            int expected = all;
            InGoroutine.await(() -> fired.get() == expected);
        });
    }
}
