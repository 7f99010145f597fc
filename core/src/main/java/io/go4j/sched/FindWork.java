// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How a machine finds the next goroutine to run. (Go: findRunnable, stealWork.) */
final class FindWork {
    /*
     * The order, as in Go:
     *
     *   1  the timers of the own processor, if it is time to look at them      they ready goroutines, which are found below
     *   2  the global queue, at every 61st pick                                two that ready each other must not keep it waiting
     *   3  runnext, in the slice of the one before it                          unless that slice is used up
     *   4  the ring
     *   5  the global queue, a batch
     *   6  the timers of the own processor, now that there is time
     *   7  half of the ring of another processor, any of them                  spinning; in the last round also their timers, and their
     *                                                                          runnext if they do not come round to it
     *
     * After that the processor is given up, and the M looks a last time without it (W2) before it waits (IdleM). An M that was woken for a
     * timer begins with the timers of all processors: that is what it was woken for, and who else would look at the timers of a processor
     * whose goroutine computes, or of one that nobody holds?
     *
     * M.adopt does 2 to 4 for a goroutine that ends, without leaving its stack; whoever changes the order here changes it there.
     *
     * Everything here is for the M itself, which is not on a goroutine.
     */
    private static final int STEAL_ROUNDS = 4;
    private static final long STEAL_BACKOFF_NANOS = 3_000; // really about 55 us: the kernel's timer slack comes on top

    private FindWork() {}

    /**
     * Returns a goroutine for {@code m} to run; waits until there is one. On return a processor is held.
     * Null: {@code m} is to end.
     */
    static @Nullable Ready findRunnable(M m) {
        for (; ; ) {
            P p = m.heldOrNull();
            if (p == null) {
                if (!IdleM.waitForWork(m)) {
                    return null;
                }
                continue;
            }
            if (m.isOutdated()) {
                m.letGo();
                Machines.start(p, m.spinning); // in our place
                return null;
            }
            if (p.surplus) {
                m.letGo();
                stopSpinning(m);
                Procs.retire(p);
                if (!lookAgainOrWait(m)) {
                    return null;
                }
                continue;
            }
            if (m.forTimers) {
                m.forTimers = false;
                runAllTimers();
            }
            p.endOldFreeStacks();
            if (!p.skipTimerCheck() && runTimers(p) > 0) {
                p.sliceExpired = false; // whom a timer has readied begins a slice of his own
            }
            if (p.schedtick % Sched.GLOBAL_EVERY == 0 && Sched.GLOBAL.size() > 0) {
                Ready g = Sched.takeGlobal();
                if (g != null) {
                    p.schedtick++;
                    return found(m, g);
                }
            }
            Ready g = takeLocal(p);
            if (g == null && Sched.GLOBAL.size() > 0) {
                g = Sched.takeGlobalBatch(p);
                if (g != null) {
                    p.schedtick++;
                }
            }
            if (g != null) {
                return found(m, g);
            }
            if (p.timers.next() != TimerHeap.NEVER && runTimers(p) > 0) {
                continue;
            }
            if (m.spinning || Idle.maySpin()) {
                startSpinning(m);
                g = steal(p);
                if (g != null) {
                    p.schedtick++;
                    return found(m, g);
                }
                if (!p.runq.isEmpty()) {
                    continue; // a timer of another processor readied somebody here
                }
            }
            if (!Idle.release(p)) {
                continue; // there is global work after all
            }
            m.letGo();
            stopSpinning(m); // before the last look: whoever adds work pushes first and then looks for spinners (W2)
            if (!lookAgainOrWait(m)) {
                return null;
            }
        }
    }

    private static void startSpinning(M m) {
        if (!m.spinning) {
            m.spinning = true;
            Idle.countSpinning(1);
        }
    }

    private static void stopSpinning(M m) {
        if (m.spinning) {
            m.spinning = false;
            Idle.countSpinning(-1);
        }
    }

    /** {@code m} has just let go of its processor: takes an idle one if there is work after all. False: the runtime is shut down. */
    private static boolean lookAgainOrWait(M m) {
        P again = Idle.isWorkForAnIdle() ? Idle.take() : null;
        if (again == null) {
            return IdleM.waitForWork(m);
        }
        m.hold(again);
        startSpinning(m);
        return true;
    }

    private static Ready found(M m, Ready g) {
        if (m.spinning) {
            stopSpinning(m);
            Idle.wakep(); // W4: the last spinner that finds work starts another
        }
        return g;
    }

    private static @Nullable Ready takeLocal(P p) {
        Ready g = p.runq.popNext();
        if (g != null) {
            p.attended();
            p.checkChain();
            if (!p.sliceExpired) {
                return g; // in the slice of the one before it: schedtick stays
            }
            // A chain of goroutines that ready each other used up its slice: it goes to the end, behind the global queue too.
            p.sliceExpired = false;
            if (Sched.GLOBAL.size() > 0) {
                g = Sched.swapGlobal(g);
                p.schedtick++;
                return g;
            }
            if (p.runq.size() == 0) {
                p.schedtick++;
                return g; // nobody is behind it
            }
            p.runq.push(g, Sched.SPILL);
        }
        g = p.runq.pop();
        if (g != null) {
            p.schedtick++;
            p.sliceExpired = false;
        }
        return g;
    }

    // --- timers ---

    private static int runTimers(P p) {
        if (p.timerIsDue) {
            p.timerIsDue = false;
        }
        return p.timers.next() == TimerHeap.NEVER ? 0 : Shutdown.runTimers(p.timers, Clock.nanos());
    }

    /** Runs what is due on any processor, also on surplus ones and on spares. */
    private static void runAllTimers() {
        long now = Clock.nanos();
        for (P p : Procs.everyP()) {
            if (p.timers.next() <= now) {
                Shutdown.runTimers(p.timers, now);
            }
        }
    }

    // --- stealing ---

    private static @Nullable Ready steal(P p) {
        P[] all = Procs.processors();
        int n = all.length;
        for (int round = 0; round < STEAL_ROUNDS; round++) {
            boolean last = round == STEAL_ROUNDS - 1;
            int at = (p.nextRandom() >>> 1) % n;
            int step = Procs.coprime(n, p.nextRandom());
            for (int i = 0; i < n; i++, at = (at + step) % n) {
                P victim = all[at];
                if (victim == p) {
                    continue;
                }
                if (last && runTimers(victim) > 0) {
                    Ready readied = takeLocal(p);
                    if (readied != null) {
                        return readied;
                    }
                }
                Ready g = p.runq.stealHalfOf(victim.runq);
                if (g == null && last) {
                    g = stealNext(victim);
                }
                if (g != null) {
                    return g;
                }
            }
        }
        return null;
    }

    /** Takes {@code runnext} of a busy processor, but only if that does not come round to it: a hot pair must not be torn apart. */
    private static @Nullable Ready stealNext(P victim) {
        Ready next = victim.runq.peekNext();
        if (next == null) {
            return null;
        }
        if (victim.m != null) {
            long before = victim.switches();
            LockSupport.parkNanos(STEAL_BACKOFF_NANOS);
            if (victim.switches() != before) {
                return null;
            }
        }
        if (!victim.runq.stealNext(next)) {
            return null;
        }
        victim.neglected();
        return next;
    }
}
