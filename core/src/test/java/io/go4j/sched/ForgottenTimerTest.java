// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.InGoroutine;
import io.go4j.Unit;
import io.go4j.timer.Clock;
import io.go4j.timer.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A due timer is run by somebody, on whichever processor it was set and whatever that does. */
@Tag("full-only")
class ForgottenTimerTest {
    private static final long SOON_NANOS = 30_000_000;

    private final AtomicBoolean stop = new AtomicBoolean();
    private int before;

    @BeforeEach
    void threeProcessors() {
        before = GoRuntime.gomaxprocs(3);
    }

    @AfterEach
    void asBefore() {
        stop.set(true);
        GoRuntime.gomaxprocs(before);
    }

    private void compute() {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    private static Timer counting(AtomicInteger fired) {
        return new Timer((when, seq) -> fired.incrementAndGet());
    }

    private static long soon() {
        return Clock.after(SOON_NANOS);
    }

    /** The processor of a goroutine that does nothing but compute. */
    private P busy() {
        var on = new AtomicReference<P>();
        Go4j.go(() -> {
            on.set(P.here());
            compute();
        });
        InGoroutine.await(() -> on.get() != null);
        return on.get();
    }

    /** Nobody was told of it, as if a wake-up were lost: sysmon looks. */
    @Test
    @Tag("W6")
    void onAProcessorWhoseGoroutineComputes() {
        P p = busy();
        InGoroutine.await(() -> Idle.processors() == 2 && Idle.spinning() == 0);
        var fired = new AtomicInteger();
        p.timers.add(counting(fired), soon(), 0, 0);
        InGoroutine.await(() -> fired.get() == 1);
        assertThat(p.surplus).as("it was not handed off, since others are idle").isFalse();
    }

    @Test
    @Tag("W6")
    void whenAllIsIdle() {
        InGoroutine.await(Idle::isEverything);
        var fired = new AtomicInteger();
        Procs.processors()[2].timers.add(counting(fired), soon(), 0, 0);
        Sysmon.wake();
        InGoroutine.await(() -> fired.get() == 1);
    }

    /** Who sets a timer from outside may have chosen a processor that is replaced before the timer is in its heap. */
    @Test
    @Tag("H3")
    void onASpare() {
        GoRuntime.gomaxprocs(1);
        P spare = null;
        for (P p : Procs.everyP()) {
            spare = p.place == P.Place.OFF && p.surplus ? p : spare;
        }
        assertThat(spare).isNotNull();
        InGoroutine.await(Idle::isEverything);
        var fired = new AtomicInteger();
        long when = soon();
        spare.timers.add(counting(fired), when, 0, 0);
        IdleM.wakeForTimer(when);
        InGoroutine.await(() -> fired.get() == 1);
        long wakeUps = Idle.wakeUps();
        LockSupport.parkNanos(20_000_000);
        assertThat(Idle.wakeUps() - wakeUps).as("wake-ups for a timer that is gone").isLessThan(20);
    }

    /** The machine that waits for it does not come back again and again to find it still there. */
    @Test
    @Tag("H3")
    void onASurplusProcessor() {
        P p = busy();
        assertThat(Procs.handOff(p) || p.surplus).isTrue();
        InGoroutine.await(() -> Idle.processors() > 0 && Idle.spinning() == 0);
        var fired = new AtomicInteger();
        long when = Clock.nanos();
        p.timers.add(counting(fired), when, 0, 0);
        IdleM.wakeForTimer(when);
        InGoroutine.await(() -> fired.get() == 1);
    }

    /**
     * A goroutine that is locked to its thread waits and leaves work behind on its processor: that may be given to the very machine that
     * was to wake for the timer. A processor is idle then, and the one with the timer does not switch.
     */
    @Test
    @Tag("W6")
    void whenTheMachineThatWaitsForItIsGivenWork() {
        var never = Chan.<Unit>make();
        P p = busy();
        var fired = new AtomicInteger();
        long when = Clock.after(3_000_000_000L);
        p.timers.add(counting(fired), when, 0, 0);
        IdleM.wakeForTimer(when);
        InGoroutine.await(() -> Machines.all().stream().anyMatch(IdleM::waitsForTimer));
        while (Idle.machines() > 1) { // each takes away one of the others
            Goroutine g = Go4j.go(() -> {
                GoRuntime.lockOSThread();
                never.receive();
            });
            InGoroutine.awaitWaiting(g);
            InGoroutine.await(() -> Idle.processors() == 2 && Idle.spinning() == 0);
        }
        G computes = AllGs.takeOutside();
        computes.id = P.nextIdOutside();
        Sched.prepare(computes, (GoBody) this::compute, null, null, null);
        computes.systemBit = 1; // it is not counted when it ends, since nobody has counted that it began
        P given = Idle.take();
        assertThat(given).isNotNull();
        given.runq.swapNext(computes);
        Idle.pass(given); // as LockedM does
        try {
            InGoroutine.await(() -> fired.get() == 1);
        } finally {
            never.close();
        }
    }

    /** Nobody wakes for it, since no processor is idle; the ones that compute are handed off. */
    @Test
    void whenAllCompute() {
        List<P> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(busy());
        }
        var fired = new AtomicInteger();
        for (P p : all) {
            p.timers.add(counting(fired), soon(), 0, 0);
        }
        InGoroutine.await(() -> fired.get() == 3);
    }
}
