// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.OsThread;
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
     * Locked to a goroutine (lockOSThread), it runs that one only: while that one waits, the M waits without a P (awaitOwn), and the M
     * that takes it from a queue lends its P (lend). Two thread switches for each wait, as in Go.
     *
     * K1  m.lockedTo == s if and only if s.lockedTo == m
     * K2  an entry of a locked stack, taken off a queue, is not lost: it is `ownReady` until the M runs the stack or is unlocked
     *
     * Everything that is not volatile belongs to this thread, which includes the goroutine that is mounted on it.
     */
    /**
     * How deep a goroutine can recurse is bounded by the stack of the M it runs on. Address space only, until it is used. When it changes,
     * each M is replaced by a new one before it runs another goroutine.
     */
    static volatile long stackLimit = 64L << 20;

    private static final int STEAL_ROUNDS = 4;
    private static final long STEAL_BACKOFF_NANOS = 3_000; // really about 55 us: the kernel's timer slack comes on top

    final int id;

    /** The processor it holds. */
    private @Nullable P p;

    /** The goroutine that it runs. Other threads only glance. */
    @Nullable G curg;

    /** Set by a goroutine of ours that goes on or ends here: proof that the JDK mounted it. Waits of the JDK's leave it unset. */
    boolean ran;

    /** Out of work and looking for some. Counted in {@link Idle#spinning()}. */
    boolean spinning;

    // set by who takes this M off the idle list, under the lock of Sched, before it is woken
    private @Nullable P nextp;
    private boolean nextSpinning;

    /** Waiting on the idle list; guarded by the lock of Sched. */
    boolean idle;

    /** The only stack it may run. Set by the goroutine on it; others only glance. */
    private volatile @Nullable Stack lockedTo;

    // guarded by the lock of Sched
    private boolean waitsForOwn;
    private boolean ownReady;

    private final long stackBytes;

    /** The operating system's view of it, once it has started. */
    volatile @Nullable OsThread osThread;

    M(int id, P p, boolean spinning) {
        this(id, p, spinning, stackLimit);
    }

    private M(int id, P p, boolean spinning, long stackBytes) {
        super(Sched.THREADS, null, "go4j-m" + id, stackBytes, false);
        this.id = id;
        this.stackBytes = stackBytes;
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
            osThread = OsThread.current();
            takeGiven();
            for (Ready next = next(); next != null; next = next()) {
                execute(next);
            }
            Machines.ended(this);
        } catch (Throwable t) {
            Sched.entry().bug(t);
        }
    }

    /** Returns what to run; waits until there is something. Null: this M is to end. */
    private @Nullable Ready next() {
        Stack own = lockedTo;
        if (own == null) {
            return findRunnable();
        }
        if (own.ended()) {
            P p = this.p;
            this.p = null;
            if (p != null) {
                giveUp(p);
            }
            return null; // a goroutine that ends while it is locked to its thread ends the thread: who knows in what state it left it
        }
        awaitOwn(own);
        return own;
    }

    /** Gives this M, which waits for work, a processor. Lock held; the caller wakes it. */
    void give(P given, boolean spinning) {
        nextSpinning = spinning;
        nextp = given;
    }

    /** Returns whether it was given a processor that it has not taken yet. Lock held. */
    boolean isGivenProcessor() {
        return nextp != null;
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
            case Stack s -> {
                if (s.lockedTo() == null || s.lockedTo() == this || !lend(s)) {
                    resume(s);
                }
            }
            case G g -> start(g, p);
            case ForeignThread f -> f.run();
        }
        curg = null;
    }

    private void resume(Stack s) {
        Runnable t = s.take();
        if (t == null) {
            return; // the thread is gone
        }
        if (s.readyAt != 0) {
            held().latencies.record(Clock.nanos() - s.readyAt);
            s.readyAt = 0;
        }
        curg = s.g;
        ran = false;
        s.run(t);
        left(s, t);
    }

    private void start(G g, P p) {
        if (!g.casStatus(G.NEW, G.STARTED)) {
            return; // G1
        }
        Stack s = p.takeFreeStack();
        if (s == null) {
            s = new Stack();
        }
        Runnable t = s.prepare(g);
        curg = g;
        ran = false;
        s.run(t);
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
        if (p.surplus || p.sliceExpired || globalIsNext || p.timerCheckIsNext()) {
            return null;
        }
        Ready next = p.runq.peekNext();
        if (next != null) {
            if (!(next instanceof G) || !p.runq.stealNext(next)) {
                return null;
            }
            p.attended();
            p.checkChain();
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
        if (!g.casStatus(G.NEW, G.STARTED)) {
            return null;
        }
        p.countSwitch();
        curg = g;
        return g;
    }

    // --- finding work ---

    /**
     * Returns a goroutine to run; waits until there is one. On return a processor is held. The order is Go's findRunnable.
     * Null: this M is to end.
     */
    private @Nullable Ready findRunnable() {
        for (; ; ) {
            P p = this.p;
            if (p == null) {
                if (!waitForWork()) {
                    return null;
                }
                continue;
            }
            if (stackBytes != stackLimit) {
                this.p = null;
                Machines.start(p, spinning); // in our place
                return null;
            }
            if (p.surplus) {
                this.p = null;
                stopSpinning();
                Procs.retire(p);
                if (!lookAgainOrWait()) {
                    return null;
                }
                continue;
            }
            p.endOldFreeStacks();
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
            if (spinning || Idle.maySpin()) {
                if (!spinning) {
                    spinning = true;
                    Idle.countSpinning(1);
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
            if (!Idle.release(p)) {
                continue; // there is global work after all
            }
            this.p = null;
            stopSpinning(); // before the last look: whoever adds work pushes first and then looks for spinners (W2)
            if (!lookAgainOrWait()) {
                return null;
            }
        }
    }

    private void stopSpinning() {
        if (spinning) {
            spinning = false;
            Idle.countSpinning(-1);
        }
    }

    /** Has just let go of its processor: takes an idle one if there is work after all. False: the runtime is shut down. */
    private boolean lookAgainOrWait() {
        P again = Idle.recheckAfterSpinning();
        if (again == null) {
            return waitForWork();
        }
        hold(again);
        spinning = true;
        Idle.countSpinning(1);
        return true;
    }

    private Ready found(Ready g) {
        if (spinning) {
            stopSpinning();
            Idle.wakep(); // W4: the last spinner that finds work starts another
        }
        return g;
    }

    private @Nullable Ready takeLocal(P p) {
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

    private static int runTimers(P p) {
        if (p.timerIsDue) {
            p.timerIsDue = false;
        }
        return p.timers.next() == TimerHeap.NEVER ? 0 : p.timers.run(Clock.nanos());
    }

    private @Nullable Ready steal(P p) {
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

    /**
     * Waits, without a processor, until somebody gives it one or a timer is due that no other idle M waits for. False: the runtime is shut
     * down, and this M with it.
     */
    private boolean waitForWork() {
        Idle.add(this);
        boolean timers = true;
        for (; ; ) {
            if (Shutdown.leaves(this)) {
                return false;
            }
            long until = timers ? Idle.timerToWaitFor(this) : TimerHeap.NEVER;
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
                Idle.stopTimerWait(this);
                takeGiven();
                return true;
            }
            if (until <= Clock.nanos()) {
                Idle.stopTimerWait(this);
                if (Idle.leaveForTimers(this)) {
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

    // --- looking, any thread ---

    /** Its goroutine has announced a blocking call, or its thread waits in the kernel while it should run. */
    boolean isBlocking() {
        P p = this.p;
        OsThread os = osThread;
        return (p != null && p.blockingAt == p.switches()) || (os != null && os.isBlocked());
    }

    /** Waits for the goroutine it is locked to. */
    boolean waitsForOwn() {
        return waitsForOwn;
    }

    /** The goroutine it is locked to. */
    @Nullable G lockedG() {
        Stack s = lockedTo;
        return s == null ? null : s.g;
    }

    // --- locked to a goroutine ---

    /** Returns whether it runs one goroutine only. Itself. */
    boolean isLocked() {
        return lockedTo != null;
    }

    /** From now on this M runs nothing but {@code own}. The goroutine on it. */
    void lockTo(Stack own) {
        Sched.LOCK.lock();
        lockedTo = own;
        own.lockTo(this); // K1
        ownReady = false;
        Sched.LOCK.unlock();
    }

    /** It is an M like the others again. The goroutine on it. */
    void unlock(Stack own) {
        Sched.LOCK.lock();
        lockedTo = null;
        own.lockTo(null);
        boolean entry = ownReady;
        ownReady = false;
        Sched.LOCK.unlock();
        if (entry) {
            Sched.readyGlobal(own); // K2
        }
    }

    /** Lends the processor to the M that {@code s}, which can go on, is locked to. False if it has just been unlocked. */
    private boolean lend(Stack s) {
        P p = held();
        Sched.LOCK.lock();
        M owner = s.lockedTo();
        boolean waits = owner != null && owner.waitsForOwn;
        if (owner != null) {
            owner.ownReady = true; // K2
        }
        if (owner != null && waits) {
            owner.waitsForOwn = false;
            p.m = null;
            owner.give(p, false);
        }
        Sched.LOCK.unlock();
        if (waits) {
            this.p = null;
            LockSupport.unpark(owner);
        }
        return owner != null;
    }

    /** Waits until {@code own} can go on and there is a processor for it. */
    private void awaitOwn(Stack own) {
        P p = this.p;
        boolean ready = takeOwnReady();
        if (ready && p != null && !p.surplus) {
            return;
        }
        this.p = null;
        if (p != null) {
            giveUp(p);
        }
        Sched.LOCK.lock();
        ready |= ownReady;
        ownReady = false;
        waitsForOwn = true;
        Sched.LOCK.unlock();
        if (ready) {
            Sched.readyGlobal(own); // who takes it from there lends us a processor
        }
        while (nextpNow() == null) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        takeGiven();
        takeOwnReady(); // the stack is run now, and tells itself apart whether it can go on (G2)
    }

    private boolean takeOwnReady() {
        Sched.LOCK.lock();
        boolean ready = ownReady;
        ownReady = false;
        Sched.LOCK.unlock();
        return ready;
    }

    /** This M does not need {@code p} any more and will not look for work itself. */
    private static void giveUp(P p) {
        if (p.surplus) {
            Procs.retire(p);
        } else if (p.runq.isEmpty() && Idle.release(p)) {
            if (Procs.workIsQueued()) {
                Idle.wakep();
            }
            Idle.wakeForTimer(Procs.earliestTimer()); // W6
        } else {
            Idle.pass(p);
        }
    }

    // --- in place of the processor that was handed off ---

    /** Changes the surplus processor for {@code other}, an idle one. The goroutine on this M. */
    void change(P other) {
        P old = held();
        hold(other);
        Procs.retire(old);
    }
}
