// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.timer.Clock;
import io.go4j.timer.TimerHeap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A processor: the right to run goroutines, with everything that a running M needs without asking anybody. */
final class P implements Pile.Item<P> {
    /*
     * Unless it says otherwise, only the M that holds the P (m.p == this), or the goroutine that runs on that M, may touch it. Both are one
     * operating-system thread, and a goroutine keeps its M until it parks, so nothing here needs a lock.
     *
     * How soon another M is told of work (`eager`). Go wakes one for every goroutine it readies. Here a wake-up is a futex call of
     * several microseconds, twenty times the price of a channel hand-over, and a ping-pong pair would pay it for nothing. So a goroutine
     * that is alone in `runnext` is announced only while `eager` > 0: it is raised when somebody found such a goroutine left lying while
     * its P was busy with another one (a thief after its back-off, sysmon at its next look), and falls each time the P came round to it
     * by itself.
     */
    static final int FREE_G_MAX = 64;
    static final int FREE_G_KEEP = 32;
    static final int FREE_STACK_MAX = 64;
    private static final int ID_BATCH = 16;
    private static final int EAGER_AFTER_NEGLECT = 16;

    // A chain: goroutines out of `runnext`, one after the other, which share a slice.
    private static final int CHAIN_CHECK_EVERY = 64; // switches: a look at the clock costs as much as half a channel operation
    private static final long CHAIN_NANOS_MAX = 10_000_000;
    private static final long CHAIN_NANOS_MIN = 250_000;
    private static final long ROUND_NANOS = 20_000_000;

    private static final AtomicLong NEXT_ID = new AtomicLong(2); // 1 is the main goroutine
    private static final VarHandle SPAWNED;
    private static final VarHandle ENDED;
    private static final VarHandle SWITCHES;

    static {
        try {
            var l = MethodHandles.lookup();
            SPAWNED = l.findVarHandle(P.class, "spawned", long.class);
            ENDED = l.findVarHandle(P.class, "ended", long.class);
            SWITCHES = l.findVarHandle(P.class, "switches", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Its number, while it is in use (H1). Guarded by Sched.LOCK. */
    int id;

    final RunQueue<Ready> runq = new RunQueue<>();
    final TimerHeap timers = new TimerHeap(); // any thread, it has a lock

    /** The M that holds it, null while it is idle. Written under the lock of Sched or by that M; any thread may glance. */
    volatile @Nullable M m;

    /** Time slices given, as in Go: a goroutine out of {@code runnext} goes on in the slice of the one before it. */
    long schedtick;

    // when the slice `chainTick` was first seen to be a chain's
    private long chainTick = -1;
    private long chainSince;

    /** Goroutines switched to. Any thread may read, to see whether the P has moved on. */
    private long switches;

    /** The present time slice is over: after 10 ms, set by sysmon; or a chain's, set by {@link #checkChain}. */
    volatile boolean sliceExpired;

    /** Where a processor is. */
    enum Place {
        /** A spare (Procs). */
        OFF,
        /** On the idle list. */
        IDLE,
        /** An M holds it, or has been given it and is about to wake. */
        HELD
    }

    /** Guarded by the lock of Sched. Tells more than {@link #m}, which is null for a moment while an M that was given the P wakes up. */
    Place place = Place.OFF;

    /** Another processor has its place, or gomaxprocs became smaller: the M that holds it must give it up (H2). */
    volatile boolean surplus;

    /** Its goroutine announced a blocking call after so many switches. Any thread may read. */
    volatile long blockingAt = -1;

    /** How often this number was handed off. Guarded by Sched.LOCK. */
    int handoffs;

    /** How long goroutines waited for it. */
    final Latencies latencies = new Latencies();

    /** What sysmon knows of it; its own. */
    final Sysmon.Watch watch = new Sysmon.Watch();

    /** While positive, a goroutine put into an empty {@code runnext} is announced to other Ms. Sysmon and thieves raise it. */
    volatile int eager = EAGER_AFTER_NEGLECT;

    /** What lies under it, on the pile of the idle ones or of the spares. Guarded by the lock of Sched. */
    private @Nullable P below;

    private int timerCheck;

    /** A timer is due, as sysmon or a hand-off has seen: looked at with the next pick. Cleared by who holds the P. */
    volatile boolean timerIsDue;

    private G[] freeGs = new G[FREE_G_MAX];
    private int freeGCount;
    private final Stack[] freeStacks = new Stack[FREE_STACK_MAX];
    private int freeStackCount;
    private int freeStacksSince; // how many collections there had been

    private long idNext;
    private long idEnd;

    private long spawned;
    private long ended;
    private int random = new Object().hashCode() | 1;

    /** Returns the processor that the caller runs on; null for a thread that is none of ours, and for an M without one. Full mode. */
    static @Nullable P here() {
        M m = M.current();
        return m == null ? null : m.heldOrNull();
    }

    /** Makes this spare processor number {@code number}. Lock held. */
    void install(int number) {
        sliceExpired = false; // of its last life: whoever is readied here first would have to go to the end of the global queue
        chainTick = -1;
        id = number;
        surplus = false;
        eager = EAGER_AFTER_NEGLECT;
    }

    /** Makes this spare the processor that {@code p} was. Lock held. */
    void installFor(P p) {
        install(p.id);
        handoffs = p.handoffs + 1;
        schedtick = p.schedtick;
        timerIsDue = true; // its first pick may be the last for a long time
    }

    // --- counters ---

    /** A goroutine id; batches of 16 keep the shared counter cool, and leave holes as in Go. */
    long nextId() {
        if (idNext == idEnd) {
            idNext = NEXT_ID.getAndAdd(ID_BATCH);
            idEnd = idNext + ID_BATCH;
        }
        return idNext++;
    }

    /** For a spawner that has no P. Any thread. */
    static long nextIdOutside() {
        return NEXT_ID.getAndIncrement();
    }

    void countSpawn() {
        SPAWNED.setOpaque(this, spawned + 1);
    }

    /** Without a branch: the JIT would leave out the side that {@code Training} did not show it. */
    void countEnd(byte systemOrNot) {
        ENDED.setOpaque(this, ended + 1 - systemOrNot);
    }

    void countSwitch() {
        SWITCHES.setOpaque(this, switches + 1);
    }

    /** Any thread. */
    long spawned() {
        return (long) SPAWNED.getOpaque(this);
    }

    /** Any thread. */
    long ended() {
        return (long) ENDED.getOpaque(this);
    }

    /** Any thread. */
    long switches() {
        return (long) SWITCHES.getOpaque(this);
    }

    /** xorshift32. */
    int nextRandom() {
        int x = random;
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        random = x;
        return x;
    }

    // --- run queue ---

    /** Makes {@code g} the next to run here, and tells another M if that should not have to wait for us. */
    void readyNext(Ready g) {
        if (surplus) {
            Sched.readyGlobal(g);
            return;
        }
        Ready displaced = runq.swapNext(g);
        if (displaced != null) {
            runq.push(displaced, Sched.SPILL);
            Idle.wakep();
        } else if (eager > 0) {
            Idle.wakep();
        }
    }

    /** Appends {@code g}. */
    void readyLast(Ready g) {
        if (surplus) {
            Sched.readyGlobal(g);
            return;
        }
        runq.push(g, Sched.SPILL);
        Idle.wakep();
    }

    /** Somebody found a goroutine in {@code runnext} that this P did not come round to. Any thread. */
    void neglected() {
        eager = EAGER_AFTER_NEGLECT;
    }

    /** The P came round to {@code runnext} by itself. */
    void attended() {
        int e = eager;
        if (e > 0) {
            eager = e - 1;
        }
    }

    /**
     * A goroutine was taken out of {@code runnext}, to run in the slice of the one before it. Ends a slice that is shared so for 10 ms, or
     * for less where many wait behind it: ten ping-pong pairs with 10 ms each would keep everybody waiting for 100 ms, and for longer on a
     * machine so busy that sysmon comes late. With few, a chain gets as much as one that computes (Go: TestPingPongHog).
     */
    void checkChain() {
        if ((switches & (CHAIN_CHECK_EVERY - 1)) == 0) {
            checkChainSlow();
        }
    }

    private void checkChainSlow() {
        long now = Clock.nanos();
        if (chainTick != schedtick) {
            chainTick = schedtick;
            chainSince = now;
        } else if (now - chainSince >= chainNanos(runq.size() + Sched.GLOBAL.size() / Procs.count())) {
            sliceExpired = true;
        }
    }

    /** How long a chain may run while so many wait for this P: their round is to take no more than 20 ms. */
    static long chainNanos(int waiting) {
        return Math.clamp(ROUND_NANOS / (waiting + 1), CHAIN_NANOS_MIN, CHAIN_NANOS_MAX);
    }

    // Reading the clock costs as much as half a channel operation, so a busy P looks at its timers at every 16th pick only, or when
    // sysmon has told it: 16 picks may be as many slices.

    boolean timerCheckIsNext() {
        if (timers.next() == TimerHeap.NEVER) {
            return false;
        }
        if (timerIsDue || ((timerCheck + 1) & 15) == 0) {
            return true;
        }
        timerCheck++;
        return false;
    }

    boolean skipTimerCheck() {
        return timers.next() == TimerHeap.NEVER || ((++timerCheck & 15) != 0 && !timerIsDue);
    }

    // --- free lists ---

    G takeFreeG() {
        if (freeGCount == 0) {
            freeGCount = AllGs.refill(freeGs, FREE_G_KEEP);
        }
        G g = freeGs[--freeGCount];
        return g;
    }

    void putFreeG(G g) {
        if (freeGCount == FREE_G_MAX) {
            AllGs.giveBack(freeGs, FREE_G_KEEP, FREE_G_MAX);
            freeGCount = FREE_G_KEEP;
        }
        freeGs[freeGCount++] = g;
    }

    /** Returns how many dead Gs it keeps. Any thread; a glance. */
    int freeGs() {
        return freeGCount;
    }

    boolean hasFreeStack() {
        return freeStackCount > 0;
    }

    /** Takes one of those that there are. */
    Stack freeStack() {
        return freeStacks[--freeStackCount];
    }

    @Nullable Stack takeFreeStack() {
        if (freeStackCount == 0) {
            return null;
        }
        Stack s = freeStacks[--freeStackCount];
        return s;
    }

    /**
     * Returns a positive number if a stack that has nothing to do should wait for another goroutine here; else it ends.
     * None if {@code sample} is 1.
     */
    int roomForFreeStack(int sample) {
        return FREE_STACK_MAX - freeStackCount - sample * FREE_STACK_MAX;
    }

    void putFreeStack(Stack s) {
        freeStacks[freeStackCount++] = s;
    }

    /** Ends the free stacks if they are from before the last collection. The M that holds the P, not on a goroutine. */
    void endOldFreeStacks() {
        int collections = Stack.collections();
        if (freeStacksSince != collections) {
            freeStacksSince = collections;
            for (Stack s = takeFreeStack(); s != null; s = takeFreeStack()) {
                s.end();
            }
        }
    }

    @Override
    public @Nullable P below() {
        return below;
    }

    @Override
    public void setBelow(@Nullable P p) {
        below = p;
    }

    @Override
    public String toString() {
        return "P" + id;
    }
}
