// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.InGoroutine;
import io.go4j.Unit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine that is locked to a goroutine wakes others when they are needed, and not otherwise. */
@Tag("full-only")
class LockedMTest {
    private static final int ROUNDS = 200;

    private int before;

    @BeforeEach
    void before() {
        before = GoRuntime.gomaxprocs();
    }

    @AfterEach
    void asBefore() {
        GoRuntime.gomaxprocs(before);
    }

    /** Of several processors one is idle all the time, and the machine that finds a goroutine wakes another one to look (W4). */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2"})
    @Tag("W6")
    void wakesNobodyWhenNothingIsToBeDone(int processors, int perRound) throws Exception {
        GoRuntime.gomaxprocs(processors);
        var in = Chan.<Unit>make();
        Go4j.go(() -> {
            GoRuntime.lockOSThread();
            for (Unit u : in) {
                assertThat(u).isNotNull();
            }
        });
        InGoroutine.await(() -> Idle.isEverything() && isWaiting());
        long first = Idle.wakeUps();
        for (int i = 0; i < ROUNDS; i++) {
            in.send(Unit.UNIT); // from outside: a machine is woken that lends its processor
            InGoroutine.await(() -> Idle.isEverything() && isWaiting());
        }
        long wakeUps = Idle.wakeUps() - first;
        in.close();
        assertThat(wakeUps).isLessThan(perRound * ROUNDS + ROUNDS / 4L); // somebody else may have something to do now and then
    }

    private static boolean isWaiting() {
        return Machines.all().stream().anyMatch(m -> m.locked.waits());
    }

    /** A goroutine alone in the runnext of a busy processor is left to that one (W5). */
    @Test
    @Tag("W5")
    void wakesNobodyForWhatABusyProcessorWillDo() throws Exception {
        GoRuntime.gomaxprocs(2);
        InGoroutine.run(() -> {
            P mine = P.here();
            var stop = new AtomicBoolean();
            var in = Chan.<Unit>make();
            Go4j.go(() -> {
                GoRuntime.lockOSThread();
                for (Unit u : in) {
                    assertThat(u).isNotNull();
                }
                stop.set(true);
            });
            InGoroutine.await(() -> isWaiting() && P.here() == mine);
            mine.eager = 0;
            assertThat(Idle.isWorkForAnIdle()).isFalse();
            Go4j.go(() -> {}); // into runnext
            assertThat(Idle.isWorkForAnIdle()).as("work that another processor should take").isFalse();
            in.close();
            InGoroutine.await(stop::get);
        });
    }

    /** What it leaves on its queue, or what stands on the global one, is not left lying. */
    @Test
    @Tag("W2")
    void passesOnWhatItLeavesBehind() throws Exception {
        GoRuntime.gomaxprocs(2);
        InGoroutine.run(() -> {
            GoRuntime.lockOSThread();
            var c = Chan.<Integer>make();
            for (int i = 0; i < ROUNDS; i++) {
                for (int k = 0; k < 3; k++) {
                    int n = k;
                    Go4j.go(() -> c.send(n));
                }
                int sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += c.receive();
                }
                assertThat(sum).isEqualTo(3);
            }
            GoRuntime.unlockOSThread();
        });
    }
}
