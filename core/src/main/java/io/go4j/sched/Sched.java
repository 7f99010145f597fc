// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.timer.Timer;
import io.go4j.timer.TimerHeap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The scheduler: what all processors share, and the doors through which goroutines come and go. */
public final class Sched {
    /*
     * Waking and going idle. A processor must not stay idle while a goroutine could run on it; waking an M costs microseconds, so it must
     * not happen for every goroutine either. As in Go, an M that runs out of work looks for some ("spinning", holding a P) before it goes
     * idle, and at most one is woken at a time.
     *
     * Rejected: one queue for all (every spawn contends); handing each readied goroutine to a new thread (thrashing, and it loses the warm
     * cache); waking an M for every goroutine readied (a futex call each).
     *
     * Adding work, anywhere:                 Going idle, an M:
     *   1 put the goroutine on a queue         1 give up the P                        (releaseIdle)
     *   2 full fence                           2 spinning--, a full fence             (countSpinning)
     *   3 if a P is idle and no M spins,       3 look at all queues and timers again  (recheckAfterSpinning)
     *     start one, spinning (wakep)
     *
     * W1  spinning == number of Ms whose `spinning` is set
     * W2  work is put on a queue before the adder looks for spinners; a spinner stops spinning before it looks for work the last time:
     *     so either the adder sees no spinner and wakes one, or the spinner sees the work
     * W3  the global queue is looked at under the lock before a P is put on the idle list
     * W4  the last spinner that finds work starts another one, so that all processors ramp up
     * W5  a goroutine alone in the `runnext` of a busy P may be left to that P without a wake-up (P.eager): sysmon looks at least every
     *     10 ms whether the P came round to it, and wakes an M if not
     * W6  while a timer is set and a P is idle, an M waits for the earliest one (timerWaiter), or spins and will
     *
     * How each signal is caught: work put on a queue by 3 above; a timer set by wakeForTimer (it finds the waiting M, or wakes a spinner
     * that becomes one, W6); a P given to an idle M by `nextp`, written under the lock before the unpark, whose permit outlives a late
     * park.
     *
     * Fields are guarded by LOCK unless they are volatile.
     */
    static final int GLOBAL_EVERY = 61;
    private static final int GLOBAL_BATCH_MAX = RunQueue.CAPACITY / 2;
    private static final int MAX_MS = 10_000;
    /** More would only waste memory on queues; Go has the same kind of limit. */
    public static final int MAX_PROCS = 1 << 16;

    /** Our threads, so that others can be told apart. */
    static final ThreadGroup THREADS = new ThreadGroup("go4j");

    /** What the face of the library adds to a goroutine: how its body is run, and what happens when that fails. */
    public interface Entry {
        /** Runs the body of {@code g} on the calling thread. Catches everything. */
        void run(G g);

        /** Goroutines become many: a chance to make the JIT see what it has not seen. On a goroutine, which it may make wait. */
        void train();

        /** A mistake of the user's that must not go on. Ends a whole program; returns elsewhere, and the caller throws {@code e}. */
        void fatal(Error e);

        /** A failure of the runtime itself. */
        void bug(Throwable t);

        /**
         * No goroutine can ever go on. Called on a thread of the runtime, in whole programs only.
         *
         * @param none there is not even a goroutine left
         */
        void deadlock(boolean none);
    }

    static final SpinLock LOCK = new SpinLock();
    static final GlobalRunQueue GLOBAL = new GlobalRunQueue();
    static final RunQueue.Overflow<Ready> SPILL = Sched::putGlobalBatch;

    private static final VarHandle SPINNING;

    static {
        try {
            SPINNING = MethodHandles.lookup().findStaticVarHandle(Sched.class, "spinning", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static volatile boolean started;
    private static volatile @Nullable Entry entry;

    /** The processors in use, by number. Replaced as a whole by {@link #gomaxprocs(int)}. */
    private static volatile P[] processors = new P[0];

    /** All that ever were, for their counters and timers. */
    private static volatile P[] everyP = new P[0];

    private static final List<P> IDLE_PS = new ArrayList<>();
    private static volatile int idlePs;

    private static final List<M> ALL_MS = new ArrayList<>();
    private static final List<M> IDLE_MS = new ArrayList<>();

    static volatile int spinning;

    private static volatile @Nullable M timerWaiter;
    private static volatile long timerWaitUntil;

    private static long spawnedOutside;

    private Sched() {}

    // --- starting ---

    /** Says what the face adds. Any thread; the first call counts. */
    public static synchronized void install(Entry e) {
        if (entry == null) {
            entry = e;
        }
    }

    /** Starts the scheduler if it is not running. Any thread. */
    private static void ensureStarted() {
        if (!started) {
            startSlow();
        }
    }

    private static synchronized void startSlow() {
        if (started) {
            return;
        }
        Shutdown.check();
        if (Carrier.FULL) {
            resize(GoMaxProcs.initial());
            Sysmon.launch();
        } else {
            Portable.start();
        }
        started = true;
    }

    /** Refuses goroutines from now on, unless there are some; who starts one meanwhile waits for the answer. {@link Shutdown} only. */
    static synchronized boolean closeIfEmpty() {
        boolean was = started;
        started = false;
        VarHandle.fullFence();
        boolean empty = numGoroutine() == 0;
        if (empty) {
            Shutdown.begin();
        } else {
            started = was;
        }
        return empty;
    }

    /** See {@link Entry#fatal}. */
    public static void fatal(Error e) {
        Entry on = entry;
        if (on != null) {
            on.fatal(e);
        }
    }

    static Entry entry() {
        Entry e = entry;
        if (e == null) {
            throw new IllegalStateException("go4j bug: the scheduler is used before the face was initialised");
        }
        return e;
    }

    // --- goroutines come ---

    /** Makes a goroutine and puts it on a run queue. Any thread. */
    public static G spawn(Object body, @Nullable String name, @Nullable StackTraceElement site) {
        return spawn(body, name, site, false);
    }

    /** Makes a goroutine of the runtime, which is not counted and not shown. A goroutine only, full mode. */
    public static void spawnSystem(Object body) {
        M m = M.current();
        P p = m == null ? null : m.heldOrNull();
        if (p == null) {
            return;
        }
        G g = p.takeFreeG();
        g.id = p.nextId();
        prepare(g, body, null, null, null);
        g.systemBit = 1;
        p.readyNext(g);
    }

    /** Makes goroutine 1. Once. */
    public static G spawnMain(Object body) {
        return spawn(body, "main", null, true);
    }

    private static G spawn(Object body, @Nullable String name, @Nullable StackTraceElement site, boolean main) {
        ensureStarted();
        if (!Carrier.FULL) {
            return Portable.spawn(body, name, site, main);
        }
        if (AllGs.trainingDue) {
            train();
        }
        M m = M.current();
        P p = m == null ? null : m.heldOrNull();
        if (m == null || p == null || main) {
            return spawnOutside(body, name, site, main);
        }
        G parent = m.curg;
        G g = p.takeFreeG();
        g.id = p.nextId();
        prepare(g, body, name, site, parent);
        p.countSpawn();
        p.readyNext(g);
        return g;
    }

    private static void train() {
        G g = currentG();
        if (g != null && !g.isSystem()) {
            AllGs.trainingDue = false;
            entry().train();
        }
    }

    private static G spawnOutside(Object body, @Nullable String name, @Nullable StackTraceElement site, boolean main) {
        G g = AllGs.takeOutside();
        g.id = main ? 1 : P.nextIdOutside();
        prepare(g, body, name, site, null);
        LOCK.lock();
        spawnedOutside++;
        GLOBAL.push(g);
        LOCK.unlock();
        wakep();
        return g;
    }

    static void prepare(G g, Object body, @Nullable String name, @Nullable StackTraceElement site, @Nullable G parent) {
        g.body = body;
        g.name = name;
        g.site = site;
        g.parentId = parent == null ? 0 : parent.id;
        g.labels = parent == null ? null : parent.labels;
        g.loader = Carrier.FULL ? Carrier.contextClassLoader(Thread.currentThread()) : null;
        g.reason = WaitReason.NONE;
        g.exiting = false;
        g.systemBit = 0;
        g.clearMask();
        g.setStatus(G.NEW);
    }

    /** Ends the calling goroutine's {@code g}: what it referred to is forgotten, the record goes to the free list. */
    static void exit(G g, P p) {
        p.countEnd(g.systemBit);
        forget(g);
        p.putFreeG(g);
    }

    static void forget(G g) {
        g.setStatus(G.DEAD);
        g.thread = null;
        g.stack = null;
        g.body = null;
        g.name = null;
        g.labels = null;
        g.loader = null;
    }

    // --- goroutines become runnable ---

    /** A started goroutine can go on. Any thread. */
    static void ready(Stack g) {
        M m = M.current();
        P p = m == null ? null : m.heldOrNull();
        if (p == null) {
            readyGlobal(g);
        } else {
            p.readyNext(g);
        }
    }

    /** Puts {@code g} at the end of the global queue. Any thread. */
    static void readyGlobal(Ready g) {
        LOCK.lock();
        GLOBAL.push(g);
        LOCK.unlock();
        wakep();
    }

    /** A virtual thread that a goroutine started can go on. Any thread. */
    static void readyForeign(ForeignThread task) {
        if (Shutdown.isOver()) {
            Carrier.runOnDefaultScheduler(task.task);
            return;
        }
        Deadlock.sawForeignVirtualThread();
        M m = M.current();
        P p = m == null ? null : m.heldOrNull();
        if (p == null) {
            readyGlobal(task);
        } else {
            p.readyLast(task);
        }
    }

    /** A virtual thread that is not a goroutine, made with this method as its scheduler, can go on. Any thread, full mode. */
    public static void readyVirtualThread(Runnable task) {
        ensureStarted();
        readyForeign(new ForeignThread(task));
    }

    private static void putGlobalBatch(List<Ready> batch) {
        LOCK.lock();
        for (int i = 0; i < batch.size(); i++) {
            GLOBAL.push(batch.get(i));
        }
        LOCK.unlock();
    }

    /** Lets another goroutine run: the caller goes to the end of the global queue. On an ordinary thread, {@code Thread.yield}. */
    public static void gosched() {
        Thread.yield(); // Stack.execute sees that it was this
    }

    // --- who am I ---

    /** Returns the calling goroutine, null on any other thread. */
    public static @Nullable G currentG() {
        if (!Carrier.FULL) {
            return Portable.currentG();
        }
        Thread t = Thread.currentThread();
        if (!t.isVirtual() || !(Carrier.carrierOf(t) instanceof M m)) {
            return null;
        }
        return m.curg;
    }

    // --- parking, for the room `park` ---

    /** The calling goroutine is about to wait. */
    public static void waiting(G g, WaitReason reason) {
        g.reason = reason;
        g.setStatus(G.WAITING);
    }

    /** The calling goroutine goes on. */
    public static void running(G g) {
        g.setStatus(G.RUNNING);
        g.reason = WaitReason.NONE;
        if (Carrier.FULL) {
            M.mounted(Thread.currentThread()).ran = true;
        }
    }

    /** Portable mode: a waiting goroutine has been readied. Its waker, before the goroutine can know. */
    public static void runnable(G g) {
        g.setStatus(G.RUNNING);
    }

    /**
     * Moves the queue of {@code p}, whose goroutine does not give way, to the global queue, where other processors find it. Sysmon only;
     * {@code through} is empty and its own.
     */
    static void rescueQueue(P p, RunQueue<Ready> through) {
        List<Ready> rescued = new ArrayList<>();
        for (Ready last = through.stealHalfOf(p.runq); last != null; last = through.stealHalfOf(p.runq)) {
            for (Ready r = through.pop(); r != null; r = through.pop()) {
                rescued.add(r);
            }
            rescued.add(last);
        }
        Ready next = p.runq.peekNext();
        if (next != null && p.runq.stealNext(next)) {
            rescued.add(next);
        }
        putGlobalBatch(rescued);
        wakep();
    }

    // --- taking from the global queue ---

    static @Nullable Ready takeGlobal() {
        LOCK.lock();
        Ready g = GLOBAL.pop();
        LOCK.unlock();
        return g;
    }

    /** Puts {@code r} at the end of the global queue and takes the first. */
    static Ready swapGlobal(Ready r) {
        LOCK.lock();
        GLOBAL.push(r);
        Ready first = GLOBAL.pop();
        LOCK.unlock();
        return first == null ? r : first;
    }

    /** Takes a fair share: one to run, the others into the queue of {@code p}, which is empty. */
    static @Nullable Ready takeGlobalBatch(P p) {
        LOCK.lock();
        int size = GLOBAL.size();
        Ready first = GLOBAL.pop();
        if (first != null) {
            int n = Math.min(Math.min(size, size / processors.length + 1), GLOBAL_BATCH_MAX);
            for (int i = 1; i < n; i++) {
                Ready g = GLOBAL.pop();
                if (g == null) {
                    break;
                }
                p.runq.push(g, NO_SPILL);
            }
        }
        LOCK.unlock();
        return first;
    }

    private static final RunQueue.Overflow<Ready> NO_SPILL = batch -> {
        throw new AssertionError("go4j bug Q1: a batch of the global queue does not fit");
    };

    // --- idle processors and machines ---

    /** Wakes one M, spinning, if a processor is idle and no M spins. Any thread, after the work was put on a queue. */
    static void wakep() {
        VarHandle.fullFence(); // W2
        while (idlePs != 0 && spinning == 0 && SPINNING.compareAndSet(0, 1)) {
            if (startIdle(true)) {
                return;
            }
            countSpinning(-1); // the processor was gone; but others may have relied on us to spin, so look again
        }
    }

    static void countSpinning(int delta) {
        int now = (int) SPINNING.getAndAdd(delta) + delta;
        assert now >= 0 : "W1";
    }

    /** At most half of the busy processors may look for work, or a mostly idle program would burn all cores. */
    static boolean maySpin() {
        return 2 * spinning < processors.length - idlePs;
    }

    /** Gives an idle processor, if there is one, to an M, and starts that. Any thread. */
    private static boolean startIdle(boolean spinning) {
        LOCK.lock();
        P p = popIdleP();
        if (p == null) {
            LOCK.unlock();
            return false;
        }
        M m = popIdleM();
        if (m != null) {
            m.nextSpinning = spinning;
            m.nextp = p;
        }
        int id = ALL_MS.size();
        if (m == null && id < MAX_MS) {
            ALL_MS.add(null); // the number is taken
        }
        LOCK.unlock();
        if (m != null) {
            LockSupport.unpark(m);
        } else {
            startNew(id, p, spinning);
        }
        Sysmon.wake();
        return true;
    }

    private static void startNew(int id, P p, boolean spinning) {
        if (id >= MAX_MS) {
            entry().bug(new IllegalStateException("runtime: program exceeds " + MAX_MS + "-thread limit"));
            return;
        }
        M m = new M(id, p, spinning);
        LOCK.lock();
        ALL_MS.set(id, m);
        LOCK.unlock();
        m.start();
    }

    /** Lock held. */
    private static @Nullable P popIdleP() {
        if (IDLE_PS.isEmpty()) {
            return null;
        }
        P p = IDLE_PS.removeLast();
        p.place = P.Place.HELD;
        idlePs = IDLE_PS.size();
        return p;
    }

    /** Lock held. The one that waits for a timer is taken last. */
    private static @Nullable M popIdleM() {
        if (IDLE_MS.isEmpty()) {
            return null;
        }
        M m = IDLE_MS.removeLast();
        if (m == timerWaiter && !IDLE_MS.isEmpty()) {
            M other = IDLE_MS.removeLast();
            IDLE_MS.add(m);
            m = other;
        }
        m.idle = false;
        return m;
    }

    /** Puts {@code p} on the idle list; refuses if there is global work (W3). Its M only. */
    static boolean releaseIdle(P p, M m) {
        LOCK.lock();
        if (GLOBAL.size() > 0 && !p.retired) {
            LOCK.unlock();
            return false;
        }
        leaveP(p);
        LOCK.unlock();
        return true;
    }

    /** The M that held {@code p} does not any more. Lock held. */
    private static void leaveP(P p) {
        p.m = null;
        if (p.retired) {
            p.place = P.Place.OFF;
            p.timers.moveTo(processors[0].timers);
        } else {
            p.place = P.Place.IDLE;
            IDLE_PS.add(p);
            idlePs = IDLE_PS.size();
        }
    }

    /** The last look of an M that has stopped spinning: if there is work and an idle processor, returns that. */
    static @Nullable P recheckAfterSpinning() {
        boolean work = GLOBAL.size() > 0;
        for (P p : everyP) { // a retired one may still be held, with work on it
            // A goroutine alone in `runnext` is not looked at: W5.
            work |= p.runq.size() > 0;
        }
        if (!work) {
            return null;
        }
        LOCK.lock();
        P p = popIdleP();
        LOCK.unlock();
        if (p != null) {
            Sysmon.wake();
        }
        return p;
    }

    /** {@code m} has no processor and joins the idle list. */
    static void becomeIdle(M m) {
        LOCK.lock();
        m.idle = true;
        IDLE_MS.add(m);
        LOCK.unlock();
    }

    /** {@code m} leaves the idle list because a timer is due; false if somebody has just taken it off, or no processor is idle. */
    static boolean leaveIdleForTimers(M m) {
        LOCK.lock();
        try {
            if (!m.idle) {
                return m.nextp != null;
            }
            P p = popIdleP();
            if (p == null) {
                return false; // all are busy: they will look at their own timers
            }
            IDLE_MS.remove(m);
            m.idle = false;
            m.nextp = p;
            m.nextSpinning = true;
        } finally {
            LOCK.unlock();
        }
        countSpinning(1);
        Sysmon.wake();
        return true;
    }

    // --- timers ---

    /** Sets {@code t} on the caller's processor. Any thread. */
    public static void addTimer(Timer t, long when, long periodNanos, long seq) {
        ensureStarted();
        if (!Carrier.FULL) {
            Portable.addTimer(t, when, periodNanos, seq);
            return;
        }
        M m = M.current();
        P p = m == null ? null : m.heldOrNull();
        if (p == null) {
            p = processors[0];
        }
        if (p.timers.add(t, when, periodNanos, seq)) {
            wakeForTimer(when);
        }
    }

    private static void wakeForTimer(long when) {
        VarHandle.fullFence();
        M waiter = timerWaiter;
        if (waiter != null) {
            if (timerWaitUntil > when) {
                LockSupport.unpark(waiter);
            }
        } else if (idlePs > 0) {
            wakep(); // W6: it finds nothing to do and becomes the one that waits
        }
    }

    /**
     * Makes the idle {@code m} the one that waits for timers, if there are any and no other does.
     *
     * @return until when it is to wait, {@link TimerHeap#NEVER} if not for a timer
     */
    static long timerToWaitFor(M m) {
        if (timerWaiter != m) {
            LOCK.lock();
            boolean mine = timerWaiter == null;
            if (mine) {
                timerWaitUntil = TimerHeap.NEVER; // while we look: whoever sets a timer wakes us
                timerWaiter = m;
            }
            LOCK.unlock();
            if (!mine) {
                return TimerHeap.NEVER;
            }
        } else {
            timerWaitUntil = TimerHeap.NEVER;
        }
        VarHandle.fullFence();
        long first = earliestTimer();
        if (first == TimerHeap.NEVER) {
            timerWaiter = null;
            VarHandle.fullFence();
            first = earliestTimer(); // one that was set while we still seemed to wait
            if (first == TimerHeap.NEVER) {
                return first;
            }
            return timerToWaitFor(m);
        }
        timerWaitUntil = first;
        VarHandle.fullFence();
        long again = earliestTimer();
        return Math.min(first, again);
    }

    static void stopTimerWait(M m) {
        if (timerWaiter == m) {
            timerWaiter = null;
        }
    }

    static long earliestTimer() {
        long first = TimerHeap.NEVER;
        for (P p : everyP) {
            first = Math.min(first, p.timers.next());
        }
        return first;
    }

    // --- processors ---

    /** Returns the processors in use. */
    static P[] processors() {
        return processors;
    }

    static P[] everyP() {
        return everyP;
    }

    /** A number that has no common divisor with {@code n}, chosen by {@code random}: stepping by it visits all of n places. */
    static int coprime(int n, int random) {
        int step = (random >>> 1) % n + 1;
        while (gcd(step, n) != 1) {
            step = step == n ? 1 : step + 1;
        }
        return step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns the number of processors. */
    public static int gomaxprocs() {
        ensureStarted();
        return Carrier.FULL ? Math.max(processors.length, 1) : Portable.parallelism();
    }

    /** Sets the number of processors while the program runs; returns the number before. Any thread. */
    public static synchronized int gomaxprocs(int n) {
        int old = gomaxprocs();
        if (Carrier.FULL && n != old) {
            resize(n);
        }
        return old;
    }

    /*
     * Nobody is stopped. Fewer: the surplus processors are marked, and the M that holds one gives it up between two goroutines (retire);
     * an idle one is just forgotten. More: new ones are idle until somebody has work for them.
     */
    private static void resize(int n) {
        LOCK.lock();
        P[] old = processors;
        P[] every = everyP;
        LOCK.unlock();
        if (every.length < n) {
            P[] more = Arrays.copyOf(every, n);
            for (int i = every.length; i < n; i++) {
                more[i] = new P(i);
            }
            every = more;
        }
        P[] now = Arrays.copyOf(every, n);
        LOCK.lock();
        everyP = every;
        processors = now;
        for (int i = old.length; i < n; i++) {
            now[i].retired = false;
            if (now[i].place == P.Place.OFF) { // else it was retired a moment ago, and its M has not noticed yet
                now[i].place = P.Place.IDLE;
                IDLE_PS.addFirst(now[i]);
            }
        }
        for (int i = n; i < old.length; i++) {
            old[i].retired = true;
            if (old[i].place == P.Place.IDLE) {
                IDLE_PS.remove(old[i]);
                old[i].place = P.Place.OFF;
                old[i].timers.moveTo(now[0].timers);
            }
        }
        idlePs = IDLE_PS.size();
        LOCK.unlock();
        if (old.length > 0) {
            wakep();
        }
    }

    /** The M that held the retired {@code p} gives it up: its goroutines go before all others. */
    static void retire(P p) {
        List<Ready> queued = new ArrayList<>();
        for (Ready g = p.runq.popNext(); g != null; g = p.runq.popNext()) {
            queued.add(g);
        }
        for (Ready g = p.runq.pop(); g != null; g = p.runq.pop()) {
            queued.add(g);
        }
        LOCK.lock();
        for (Ready g : queued.reversed()) {
            GLOBAL.pushFront(g);
        }
        leaveP(p);
        LOCK.unlock();
        wakep();
        wakeForTimer(earliestTimer());
    }

    // --- looking ---

    /** Returns the number of goroutines that have not ended. Any thread; a snapshot. */
    public static int numGoroutine() {
        if (!Carrier.FULL) {
            return Portable.numGoroutine();
        }
        long n = 0;
        for (P p : everyP) {
            n -= p.ended();
        }
        for (P p : everyP) {
            n += p.spawned();
        }
        LOCK.lock();
        n += spawnedOutside;
        LOCK.unlock();
        return (int) Math.max(n, 0);
    }

    /** {@code m}, if it is on the idle list, leaves the runtime for good. */
    static boolean leaveForGood(M m) {
        LOCK.lock();
        boolean idle = m.idle;
        if (idle) {
            m.idle = false;
            IDLE_MS.remove(m);
            ALL_MS.set(m.id, null);
        }
        LOCK.unlock();
        if (idle) {
            stopTimerWait(m);
        }
        return idle;
    }

    static List<M> machines() {
        LOCK.lock();
        List<M> ms = new ArrayList<>(ALL_MS);
        LOCK.unlock();
        ms.removeIf(m -> m == null);
        return ms;
    }

    /** All processors idle, nothing queued and nobody looking for work. */
    static boolean isIdle() {
        LOCK.lock();
        boolean idle = IDLE_PS.size() == processors.length && GLOBAL.size() == 0 && spinning == 0;
        for (P p : everyP) {
            idle &= p.place != P.Place.HELD; // a retired one may still be held
        }
        LOCK.unlock();
        return idle;
    }

    /**
     * Nothing runs and nothing can: as {@link #isIdle}, but a machine may still hold its processor, if its goroutine waits at our door
     * without being unmounted (in a class initialiser, below a native frame) and nobody has ended that wait. Who could have ended it is
     * looked at first.
     */
    static boolean isStuck() {
        LOCK.lock();
        boolean stuck = GLOBAL.size() == 0 && spinning == 0;
        List<G> pinned = new ArrayList<>();
        for (P p : everyP) {
            if (stuck && p.place == P.Place.HELD) {
                M m = p.m;
                G g = m == null ? null : m.curg;
                stuck = g != null && p.runq.isEmpty();
                if (g != null) {
                    pinned.add(g);
                }
            }
        }
        LOCK.unlock();
        VarHandle.fullFence();
        for (G g : pinned) {
            stuck &= Deadlock.isParked(g);
        }
        for (G g : pinned) { // after all were seen waiting: none of them can end another's wait any more
            stuck &= !g.readied;
        }
        return stuck;
    }

    /** How many times a processor has switched to a goroutine. Any thread; never the same after somebody has run. */
    static long switches() {
        long n = 0;
        for (P p : everyP) {
            n += p.switches();
        }
        return n;
    }

    static int idlePs() {
        return idlePs;
    }

    /** Labels of a goroutine that a caller may keep. */
    static Map<String, String> labelsOf(G g) {
        Map<String, String> l = g.labels;
        return l == null ? Map.of() : l;
    }
}
