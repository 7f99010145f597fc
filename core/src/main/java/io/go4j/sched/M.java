// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A machine: an operating-system thread that runs goroutines while it holds a processor. */
final class M extends Thread {
    /*
     * Life: get a P, then for ever find a goroutine (findRunnable) and run it until it gives way (execute). An M that finds nothing gives
     * its P up and waits on the list of idle Ms; it is used again before a new thread is made.
     *
     * Everything that is not volatile belongs to this thread, which includes the goroutine that is mounted on it.
     */
    /** How deep a goroutine can recurse is bounded by the stack of the M it runs on. Address space only, until it is used. */
    static final long STACK_BYTES = 64L << 20;

    private static final int STEAL_ROUNDS = 4;
    private static final long STEAL_BACKOFF_NANOS = 3_000; // really about 55 us: the kernel's timer slack comes on top

    final int id;

    /** The processor it holds. */
    private @Nullable P p;

    /** The goroutine that it runs. Other threads only glance. */
    @Nullable G curg;

    /** Set by a goroutine of ours that goes on or ends here: proof that the JDK mounted it. Waits of the JDK's leave it unset. */
    boolean ran;

    /** Out of work and looking for some. Counted in {@link Sched#spinning}. */
    boolean spinning;

    // set by who takes this M off the idle list, under the lock of Sched, before it is woken
    @Nullable P nextp;
    boolean nextSpinning;

    /** Waiting on the idle list; guarded by the lock of Sched. */
    boolean idle;

    M(int id, P p, boolean spinning) {
        super(Sched.THREADS, null, "go4j-m" + id, STACK_BYTES, false);
        this.id = id;
        nextp = p;
        nextSpinning = spinning;
        setDaemon(true);
        setContextClassLoader(ClassLoader.getSystemClassLoader()); // not that of whoever happened to start it
    }

    /** Returns the M that runs the caller, null if the caller is not on one of ours. Any thread, full mode. */
    static @Nullable M current() {
        Thread t = Thread.currentThread();
        if (t instanceof M m) {
            return m;
        }
        return t.isVirtual() && Carrier.carrierOf(t) instanceof M m ? m : null;
    }

    /** Returns the M that {@code self}, a goroutine's thread and the caller, is mounted on. */
    static M mounted(Thread self) {
        if (Carrier.carrierOf(self) instanceof M m) {
            return m;
        }
        throw new IllegalStateException("go4j bug: a goroutine runs outside the scheduler");
    }

    /** Returns the processor it holds. Itself only, running a goroutine or the scheduler. */
    P held() {
        P p = this.p;
        if (p == null) {
            throw new IllegalStateException("go4j bug: " + getName() + " runs without a processor");
        }
        return p;
    }

    /** Returns the processor it holds, if any. Others only glance. */
    @Nullable P heldOrNull() {
        return p;
    }

    @Override
    public void run() {
        try {
            takeGiven();
            for (Ready next = findRunnable(); next != null; next = findRunnable()) {
                execute(next);
            }
        } catch (Throwable t) {
            Sched.entry().bug(t);
        }
    }

    /** Takes the processor that came with the wake-up. */
    private void takeGiven() {
        P given = nextp;
        if (given == null) {
            throw new IllegalStateException("go4j bug: " + getName() + " was woken without a processor");
        }
        nextp = null;
        spinning = nextSpinning;
        hold(given);
    }

    private void hold(P given) {
        p = given;
        given.m = this;
    }

    // --- running ---

    /** Runs {@code next} until it gives way. */
    private void execute(Ready next) {
        P p = held();
        p.countSwitch();
        switch (next) {
            case Stack s -> resume(s);
            case G g -> start(g, p);
            case ForeignThread f -> f.task.run();
        }
        curg = null;
    }

    private void resume(Stack s) {
        Runnable t = s.take();
        if (t == null) {
            return; // the thread is gone
        }
        curg = s.g;
        ran = false;
        t.run();
        left(s, t);
    }

    private void start(G g, P p) {
        if (!g.casStatus(G.NEW, G.RUNNING)) {
            return; // G1
        }
        Stack s = p.takeFreeStack();
        if (s == null) {
            s = new Stack();
        }
        Runnable t = s.prepare(g);
        curg = g;
        ran = false;
        t.run();
        left(s, t);
    }

    /** The goroutine, not always the one that we began to run, has left this M. */
    private void left(Stack s, Runnable t) {
        if (s.freedOn == this) {
            s.freedOn = null;
            s.freeTask = t;
            held().putFreeStack(s);
        } else if (!ran) {
            s.lookAgain(t);
        }
    }

    /**
     * Takes over the next goroutine (G2) to run here, if that is a fresh one, so that the caller's stack can run it at once. Called by
     * the goroutine that has just ended on this M; follows the order of {@link #findRunnable}.
     */
    @Nullable G adopt(P p) {
        boolean globalIsNext = p.schedtick % Sched.GLOBAL_EVERY == 0 && Sched.GLOBAL.size() > 0;
        if (p.retired || p.sliceExpired || globalIsNext || p.timerCheckIsNext()) {
            return null;
        }
        Ready next = p.runq.peekNext();
        if (next != null) {
            if (!(next instanceof G) || !p.runq.stealNext(next)) {
                return null;
            }
            p.attended();
        } else {
            if (!(p.runq.peek() instanceof G)) {
                return null;
            }
            next = p.runq.pop();
            if (next == null) {
                return null;
            }
            if (!(next instanceof G)) {
                p.runq.swapNext(next); // a thief took the one we saw; this one is for the M to resume
                return null;
            }
            p.schedtick++;
        }
        G g = (G) next;
        if (!g.casStatus(G.NEW, G.RUNNING)) {
            return null;
        }
        p.countSwitch();
        curg = g;
        return g;
    }

    // --- finding work ---

    /**
     * Returns a goroutine to run; waits until there is one. On return a processor is held. Null: the runtime is shut down. The order is
     * Go's findRunnable.
     */
    private @Nullable Ready findRunnable() {
        for (; ; ) {
            P p = this.p;
            if (p == null || p.retired) {
                if (p != null) {
                    this.p = null;
                    if (spinning) { // W1; retire wakes another one
                        spinning = false;
                        Sched.countSpinning(-1);
                    }
                    Sched.retire(p);
                }
                if (!waitForWork()) {
                    return null;
                }
                continue;
            }
            if (!p.skipTimerCheck()) {
                runTimers(p);
            }
            if (p.schedtick % Sched.GLOBAL_EVERY == 0 && Sched.GLOBAL.size() > 0) {
                Ready g = Sched.takeGlobal();
                if (g != null) {
                    p.schedtick++;
                    return found(g);
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
                return found(g);
            }
            if (p.timers.next() != TimerHeap.NEVER && runTimers(p) > 0) {
                continue;
            }
            if (spinning || Sched.maySpin()) {
                if (!spinning) {
                    spinning = true;
                    Sched.countSpinning(1);
                }
                g = steal(p);
                if (g != null) {
                    p.schedtick++;
                    return found(g);
                }
                if (!p.runq.isEmpty()) {
                    continue; // a timer of another processor readied somebody here
                }
            }
            if (!Sched.releaseIdle(p, this)) {
                continue; // there is global work after all
            }
            this.p = null;
            if (spinning) {
                // Stop spinning first, then look once more: whoever adds work pushes first and then looks for spinners (W2).
                spinning = false;
                Sched.countSpinning(-1);
                P again = Sched.recheckAfterSpinning();
                if (again != null) {
                    hold(again);
                    spinning = true;
                    Sched.countSpinning(1);
                    continue;
                }
            }
            if (!waitForWork()) {
                return null;
            }
        }
    }

    private Ready found(Ready g) {
        if (spinning) {
            spinning = false;
            Sched.countSpinning(-1);
            Sched.wakep(); // W4: the last spinner that finds work starts another
        }
        return g;
    }

    private @Nullable Ready takeLocal(P p) {
        Ready g = p.runq.popNext();
        if (g != null) {
            p.attended();
            if (!p.sliceExpired) {
                return g; // in the slice of the one before it: schedtick stays
            }
            // A chain of goroutines that ready each other used up its 10 ms: it goes to the end, behind the global queue too.
            p.sliceExpired = false;
            if (Sched.GLOBAL.size() > 0) {
                Ready other = Sched.swapGlobal(g);
                p.schedtick++;
                return other;
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

    private static int runTimers(P p) {
        return p.timers.next() == TimerHeap.NEVER ? 0 : p.timers.run(Clock.nanos());
    }

    private @Nullable Ready steal(P p) {
        P[] all = Sched.everyP(); // also those that were retired and still run something
        int n = all.length;
        for (int round = 0; round < STEAL_ROUNDS; round++) {
            boolean last = round == STEAL_ROUNDS - 1;
            int at = (p.nextRandom() >>> 1) % n;
            int step = Sched.coprime(n, p.nextRandom());
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

    /**
     * Waits, without a processor, until somebody gives it one or a timer is due that no other idle M waits for. False: the runtime is shut
     * down, and this M with it.
     */
    private boolean waitForWork() {
        Sched.becomeIdle(this);
        boolean timers = true;
        for (; ; ) {
            if (Shutdown.leaves(this)) {
                return false;
            }
            long until = timers ? Sched.timerToWaitFor(this) : TimerHeap.NEVER;
            if (until == TimerHeap.NEVER) {
                if (nextpNow() == null) {
                    LockSupport.park(this);
                }
            } else {
                long nanos = until - Clock.nanos();
                if (nanos > 0 && nextpNow() == null) {
                    LockSupport.parkNanos(this, nanos);
                }
            }
            Thread.interrupted(); // a stray interrupt must not make park return at once for ever
            if (nextpNow() != null) {
                Sched.stopTimerWait(this);
                takeGiven();
                return true;
            }
            if (until <= Clock.nanos()) {
                Sched.stopTimerWait(this);
                if (Sched.leaveIdleForTimers(this)) {
                    takeGiven();
                    return true;
                }
                timers = false; // all processors are busy: they look at their own timers, and the next M to go idle waits for them
            }
        }
    }

    private @Nullable P nextpNow() {
        VarHandle.acquireFence();
        return nextp;
    }
}
