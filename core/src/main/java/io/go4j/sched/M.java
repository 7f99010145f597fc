// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.OsThread;
import io.go4j.timer.Clock;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A machine: an operating-system thread that runs goroutines while it holds a processor. */
final class M extends Thread implements Pile.Item<M> {
    /*
     * Life: get a P, then for ever find a goroutine (FindWork) and run it until it gives way (execute). An M that finds nothing gives its P
     * up and waits on the list of idle Ms (IdleM); it is used again before a new thread is made. One that is locked to a goroutine runs
     * that one only (LockedM).
     *
     * Everything that is not volatile belongs to this thread, which includes the goroutine that is mounted on it, unless it says otherwise.
     */
    /**
     * How deep a goroutine can recurse is bounded by the stack of the M it runs on. Address space only, until it is used. When it changes,
     * each M is replaced by a new one before it runs another goroutine. A stack that was left deep on a larger M cannot be mounted on a
     * smaller one, the JVM would die of it: it gets an M of the old size each time, until it has become shallow.
     */
    private static volatile long stackLimit = 64L << 20;

    /** The largest limit that there has been. */
    private static volatile long largestStack = stackLimit;

    final int id;

    /** The processor it holds. */
    private @Nullable P p;

    /** The goroutine that it runs. Other threads only glance. */
    @Nullable G curg;

    /** Set by a goroutine of ours that goes on or ends here: proof that the JDK mounted it. Waits of the JDK's leave it unset. */
    boolean ran;

    /** Out of work and looking for some. Counted in {@link Idle#spinning()}. */
    boolean spinning;

    /** It got its processor because a timer is due: it looks at all timers before anything else. */
    boolean forTimers;

    // set by who takes this M off the idle list, under the lock of Sched, before it is woken
    private @Nullable P nextp;
    private boolean nextSpinning;

    /** Waiting on the idle list; guarded by the lock of Sched. */
    boolean idle;

    /** The goroutine it is locked to, if it is. */
    final LockedM locked = new LockedM(this);

    private final long stackBytes;

    /** What it is to run first, if that was what it was made for. */
    private @Nullable Ready first;

    /** The operating system's view of it, once it has started. */
    volatile @Nullable OsThread osThread;

    // its neighbours in the lists of Idle and Machines; guarded by the lock of Sched
    private @Nullable M below;
    @Nullable M older;
    @Nullable M newer;

    M(int id, P p, boolean spinning) {
        this(id, p, spinning, stackLimit);
    }

    /** An M as large as {@code first} needs it, which it runs first; afterwards one of the usual size replaces it. */
    M(int id, P p, Ready first, long bytes) {
        this(id, p, false, bytes);
        this.first = first;
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

    static long stackLimit() {
        return stackLimit;
    }

    /** How large the stack of any M can be. */
    static long largestStack() {
        return largestStack;
    }

    /** One caller at a time. */
    static void stackLimit(long bytes) {
        largestStack = Math.max(largestStack, bytes);
        stackLimit = bytes;
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

    @Override
    public void run() {
        try {
            takeGiven();
            watchOs();
            Ready begin = first;
            first = null;
            if (begin != null) {
                execute(begin);
            }
            boolean over = false;
            while (!over) {
                try {
                    for (Ready next = next(); next != null; next = next()) {
                        execute(next);
                    }
                    over = true;
                } catch (OutOfMemoryError e) {
                    Shortage.met(e); // nothing is lost by it, see there
                }
            }
            Machines.ended(this);
        } catch (Throwable t) {
            Sched.entry().bug(t);
        }
    }

    private void watchOs() {
        try {
            osThread = OsThread.current();
        } catch (OutOfMemoryError e) {
            Shortage.met(e); // then sysmon knows it by its switches only
        }
    }

    /** Returns what to run; waits until there is something. Null: this M is to end. */
    private @Nullable Ready next() {
        return locked.is() ? locked.next() : FindWork.findRunnable(this);
    }

    /** Returns whether goroutines may use more or less of the stack by now than this M has: another one is to take its place. */
    boolean isOutdated() {
        return stackBytes != stackLimit;
    }

    // --- its processor ---

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

    /** It holds {@code given} from now on. Itself only. */
    void hold(P given) {
        p = given;
        given.m = this;
    }

    /** It holds no processor from now on. Itself only; what becomes of the processor is said elsewhere. */
    void letGo() {
        p = null;
    }

    /** Changes the surplus processor for {@code other}, an idle one. The goroutine on this M. */
    void change(P other) {
        P old = held();
        hold(other);
        Procs.retire(old);
    }

    /** Gives this M, which waits, a processor. Lock held; the caller wakes it. */
    void give(P given, boolean spinning) {
        nextSpinning = spinning;
        nextp = given;
    }

    /** Returns whether it was given a processor that it has not taken yet. Lock held, or itself. */
    boolean isGiven() {
        VarHandle.acquireFence();
        return nextp != null;
    }

    /** Takes the processor that came with the wake-up. Itself only. */
    void takeGiven() {
        P given = nextp;
        if (given == null) {
            throw new IllegalStateException("go4j bug: " + getName() + " was woken without a processor");
        }
        nextp = null;
        spinning = nextSpinning;
        hold(given);
    }

    // --- running ---

    /** Runs {@code next} until it gives way. */
    private void execute(Ready next) {
        if (Halt.isOn()) {
            Halt.rest();
        }
        P p = held();
        p.countSwitch();
        switch (next) {
            case Stack s -> {
                if (s.lockedTo() == null || s.lockedTo() == this || !locked.lend(s)) {
                    if (s.fitsInto(stackBytes)) {
                        resume(s);
                    } else {
                        passOn(s, s.room(), p);
                    }
                }
            }
            case G g -> start(g, p);
            case ForeignThread f -> {
                if (f.fitsInto(stackBytes)) {
                    f.run();
                } else {
                    passOn(f, largestStack, p);
                }
            }
        }
        curg = null;
    }

    /** {@code r} has waited with more frames than go on the stack of this M: gives it, with the processor, to one of {@code bytes}. */
    private void passOn(Ready r, long bytes, P p) {
        this.p = null;
        Machines.startFor(r, bytes, p);
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
        mount(s, t);
    }

    private void mount(Stack s, Runnable t) {
        s.goesInto(stackBytes);
        try {
            s.run(t);
        } catch (OutOfMemoryError e) { // the JDK has no memory to note how long it waits
            Shortage.met(e);
        }
        left(s, t);
    }

    private void start(G g, P p) {
        Stack s;
        Runnable t;
        try {
            Stack fresh = p.hasFreeStack() ? null : new Stack(); // before anything has changed
            if (!g.casStatus(G.NEW, G.STARTED)) {
                return; // G1
            }
            s = fresh != null ? fresh : p.freeStack();
            t = s.prepare(g);
        } catch (OutOfMemoryError e) {
            g.setStatus(G.NEW);
            Sched.readyGlobal(g); // it starts when there is memory
            Shortage.met(e);
            return;
        }
        curg = g;
        ran = false;
        mount(s, t);
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
     * the goroutine that has just ended on this M; follows the order of {@link FindWork}.
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

    // --- looking, any thread ---

    /** Its goroutine has announced a blocking call, or its thread waits in the kernel while it should run. */
    boolean isBlocking() {
        P p = this.p;
        OsThread os = osThread;
        return (p != null && p.blockingAt == p.switches()) || (os != null && os.isBlocked());
    }

    @Override
    public @Nullable M below() {
        return below;
    }

    @Override
    public void setBelow(@Nullable M m) {
        below = m;
    }
}
