// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The system monitor: a thread without a processor that looks after what the processors cannot see themselves. */
final class Sysmon extends Thread {
    /*
     * It looks more often while its looks find something to do: every 20 us at first, and after 50 looks in vain twice as long each time,
     * up to 10 ms. When nothing runs at all it goes on at 10 ms for a second, so that a program with a little work now and then need not
     * wake it each time, and then sleeps until an M is started.
     */
    private static final long DELAY_MIN_NANOS = 20_000;
    private static final long DELAY_MAX_NANOS = 10_000_000;
    private static final int LOOKS_BEFORE_DOUBLING = 50;
    private static final int IDLE_LOOKS_BEFORE_SLEEP = 100;
    private static final long SLICE_NANOS = 10_000_000;

    private static volatile @Nullable Sysmon running;

    private volatile boolean asleep;

    /** Where goroutines pass through on their way from a processor to the global queue. */
    private final RunQueue<Ready> spare = new RunQueue<>();

    // what the last look saw, by number of the processor
    private long[] switchesSeen = new long[0];
    private long[] switchedAt = new long[0];
    private long[] tickSeen = new long[0];
    private long[] tickSince = new long[0];

    private Sysmon() {
        super(Sched.THREADS, null, "go4j-sysmon", 0, false);
        setDaemon(true);
        setContextClassLoader(ClassLoader.getSystemClassLoader());
    }

    static void launch() {
        Sysmon s = new Sysmon();
        running = s;
        s.start();
    }

    /** An M was started. Any thread. */
    static void wake() {
        Sysmon s = running;
        if (s != null && s.asleep) {
            s.asleep = false;
            LockSupport.unpark(s);
        }
    }

    /** Waits until it has ended. After the shutdown. */
    static void awaitEnd() throws InterruptedException {
        Sysmon s = running;
        if (s != null) {
            LockSupport.unpark(s);
            s.join();
        }
    }

    @Override
    public void run() {
        try {
            watch();
        } catch (Throwable t) {
            Sched.entry().bug(t);
        }
    }

    private void watch() {
        int inVain = 0;
        int idleLooks = 0;
        long delay = DELAY_MIN_NANOS;
        while (!Shutdown.isOver()) {
            LockSupport.parkNanos(this, delay);
            Thread.interrupted();
            if (Sched.isIdle()) {
                long again = Deadlock.check();
                if (++idleLooks > IDLE_LOOKS_BEFORE_SLEEP || again != TimerHeap.NEVER) {
                    sleepUntilWoken(again);
                }
                delay = DELAY_MAX_NANOS;
                inVain = LOOKS_BEFORE_DOUBLING;
                continue;
            }
            idleLooks = 0;
            if (look(Clock.nanos())) {
                inVain = 0;
                delay = DELAY_MIN_NANOS;
            } else if (++inVain > LOOKS_BEFORE_DOUBLING) {
                delay = Math.min(delay * 2, DELAY_MAX_NANOS);
                if (Sched.isStuck()) {
                    Deadlock.check();
                }
            }
        }
    }

    private void sleepUntilWoken(long nanos) {
        asleep = true;
        java.lang.invoke.VarHandle.fullFence();
        if (Sched.isIdle() && !Shutdown.isOver()) { // else an M was started before it could see that we sleep
            if (nanos == TimerHeap.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        asleep = false;
    }

    /** Returns whether there was something to do. */
    private boolean look(long now) {
        P[] all = Sched.everyP();
        if (switchesSeen.length < all.length) {
            switchesSeen = Arrays.copyOf(switchesSeen, all.length);
            switchedAt = Arrays.copyOf(switchedAt, all.length);
            tickSeen = Arrays.copyOf(tickSeen, all.length);
            tickSince = Arrays.copyOf(tickSince, all.length);
        }
        boolean acted = false;
        for (int i = 0; i < all.length; i++) {
            P p = all[i];
            if (p.m == null) {
                continue;
            }
            long switches = p.switches();
            if (switches == switchesSeen[i] && p.runq.peekNext() != null && Sched.idlePs() > 0) {
                p.neglected(); // W5
                Sched.wakep();
                acted = true;
            }
            if (switches != switchesSeen[i]) {
                switchesSeen[i] = switches;
                switchedAt[i] = now;
            } else if (now - switchedAt[i] >= SLICE_NANOS && !p.runq.isEmpty()) {
                Sched.rescueQueue(p, spare); // its goroutine computes, or blocks its thread: those behind it must not wait for that
                acted = true;
            }
            long tick = p.schedtick;
            if (tick != tickSeen[i]) {
                tickSeen[i] = tick;
                tickSince[i] = now;
            } else if (now - tickSince[i] >= SLICE_NANOS && !p.sliceExpired) {
                p.sliceExpired = true;
                tickSince[i] = now;
            }
        }
        return acted;
    }
}
