// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.SpinLock;
import io.go4j.timer.Timer;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The scheduler: what all processors share, and the doors through which goroutines come and go. */
public final class Sched {
    /*
     * Who does what: a goroutine is made (spawn), becomes runnable (ready) and is found by an M (FindWork). Idle has the processors and
     * machines without work and wakes them, Procs says which processors there are, Machines which threads; Sysmon looks after what none of
     * them can see.
     *
     * Rejected: one queue for all (every spawn contends). LOCK guards the global queue, the lists of Idle, Procs and Machines, and nothing
     * that a switch needs. Nothing is allocated while it is held, and nothing else that can fail is done, so that the sections need no
     * `finally`: those lists are linked through what stands on them (GlobalRunQueue, Pile), and what must be allocated is allocated before.
     */
    static final int GLOBAL_EVERY = 61;
    private static final int GLOBAL_BATCH_MAX = RunQueue.CAPACITY / 2;
    /** More would only waste memory on queues; Go has the same kind of limit. */
    public static final int MAX_PROCS = 1 << 16;

    /** Our threads, so that others can be told apart. */
    static final ThreadGroup THREADS = new ThreadGroup("go4j");

    /** What the face of the library adds to a goroutine: how its body is run, and what happens when that fails. */
    public interface Entry {
        /** The scheduler has started; the first goroutine has not. Once, on the thread that needed it, no lock held. */
        void started();

        /** Runs the body of {@code g} on the calling thread. Catches everything. */
        void run(G g);

        /** Goroutines become many: a chance to make the JIT see what it has not seen. On a goroutine, which it may make wait. */
        void train();

        /** A mistake of the user's that must not go on. Ends a whole program; returns elsewhere, and the caller throws {@code e}. */
        void fatal(Error e);

        /** A failure of the runtime itself. Ends the process. */
        void bug(Throwable t);

        /** The runtime has no memory for what it needs. Ends a whole program; returns elsewhere, and the caller tries again. */
        void outOfMemory(OutOfMemoryError e);

        /**
         * No goroutine can ever go on. Called on a thread of the runtime, in whole programs only.
         *
         * @param none there is not even a goroutine left
         */
        void deadlock(boolean none);

        /** The program has run for a second: what must not slow down its start can be done now. Called by sysmon, shall not take long. */
        void settled();

        /** There would be more than {@code limit} threads. Ends the process. */
        void threadsExhausted(int limit);

        /** The operating system gives us no thread; there are {@code have}. Ends the process. */
        void noThread(int have, Throwable why);
    }

    static final SpinLock LOCK = new SpinLock();
    static final GlobalRunQueue GLOBAL = new GlobalRunQueue();
    static final RunQueue.Overflow<Ready> SPILL = Sched::putGlobalBatch;

    private static volatile boolean started;
    private static volatile @Nullable Entry entry;

    private static long spawnedOutside;

    private Sched() {}

    // --- starting ---

    /** Says what the face adds. Any thread; the first call counts. */
    public static synchronized void install(Entry e) {
        if (entry == null) {
            entry = e;
            Shortage.prepare();
        }
    }

    /** Starts the scheduler if it is not running. Any thread. */
    private static void ensureStarted() {
        if (!started) {
            startUnlessOver();
            Shutdown.check();
        }
    }

    /** The same, but does nothing after the shutdown. Any thread. */
    private static void startUnlessOver() {
        if (startSlow()) {
            entry().started();
        }
    }

    /** Returns whether it was the caller who started it. */
    private static synchronized boolean startSlow() {
        if (started || Shutdown.isOver()) {
            return false;
        }
        Carrier.tellOfMode();
        if (Carrier.FULL) {
            Procs.resize(GoMaxProcs.initial());
            Sysmon.launch();
        } else {
            Portable.start();
        }
        started = true;
        return true;
    }

    /** Refuses goroutines from now on, unless there are some; who starts one meanwhile waits for the answer. {@link Shutdown} only. */
    static synchronized boolean closeIfEmpty() {
        boolean was = started;
        started = false;
        VarHandle.fullFence();
        LOCK.lock();
        boolean empty = !Carrier.FULL ? Portable.numGoroutine() == 0 : countGoroutines() == 0;
        if (empty) {
            Shutdown.begin();
        }
        LOCK.unlock();
        if (!empty) {
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
        P p = P.here();
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
        StackReserve.enter();
        ensureStarted();
        if (!Carrier.FULL) {
            return Portable.spawn(body, name, site, main);
        }
        if (AllGs.trainingDue) {
            train();
        }
        P p = P.here();
        M m = p == null ? null : p.m;
        if (p == null || m == null || main) {
            return spawnOutside(body, name, site, main);
        }
        G parent = m.curg;
        if (parent == null) { // a timer wants it
            return spawnOnScheduler(body, name, site, p);
        }
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

    /** From a thread that is none of ours, or has no processor: by the global queue. */
    static G spawnOutside(Object body, @Nullable String name, @Nullable StackTraceElement site, boolean main) {
        G g = AllGs.takeOutside();
        g.id = main ? 1 : P.nextIdOutside();
        prepare(g, body, name, site, null);
        LOCK.lock();
        boolean over = Shutdown.isOver();
        if (!over) {
            spawnedOutside++;
            GLOBAL.push(g);
        }
        LOCK.unlock();
        if (over) {
            forget(g);
            AllGs.putOutside(g);
            Shutdown.check();
        }
        Idle.wakep();
        return g;
    }

    /** From an M that runs timers: no goroutine of ours keeps {@link Shutdown} waiting meanwhile. */
    private static G spawnOnScheduler(Object body, @Nullable String name, @Nullable StackTraceElement site, P p) {
        G g = p.takeFreeG();
        LOCK.lock();
        boolean over = Shutdown.isOver();
        if (!over) {
            spawnedOutside++;
        }
        LOCK.unlock();
        if (over) {
            p.putFreeG(g);
            Shutdown.check();
        }
        g.id = p.nextId();
        prepare(g, body, name, site, null);
        p.readyNext(g);
        return g;
    }

    static void prepare(G g, Object body, @Nullable String name, @Nullable StackTraceElement site, @Nullable G parent) {
        g.body = body;
        g.name = name;
        g.site = site;
        g.parentId = parent == null ? 0 : parent.id;
        g.rootThread = parent == null ? Thread.currentThread().threadId() : parent.rootThread;
        g.labels = parent == null ? null : parent.labels;
        g.loader = Carrier.FULL ? Carrier.contextClassLoader(Thread.currentThread()) : null;
        g.createdAt = Ticks.now();
        g.exiting = false;
        g.systemBit = 0;
        g.clearMask();
        g.locks = 0;
        g.setStatus(G.NEW);
    }

    /** Ends the calling goroutine's {@code g}: what it referred to is forgotten, the record goes to the free list. */
    static void exit(G g, P p) {
        p.countEnd(g.systemBit);
        forget(g);
        try {
            p.putFreeG(g);
        } catch (OutOfMemoryError e) {
            // one record that is not used again
        }
    }

    static void forget(G g) {
        g.setStatus(G.DEAD);
        g.thread = null;
        g.stack = null;
        g.blockedOn = null;
        g.body = null;
        g.name = null;
        g.labels = null;
        g.loader = null;
    }

    // --- goroutines become runnable ---

    /** A started goroutine can go on. Any thread. */
    static void ready(Stack g) {
        P p = P.here();
        if (p == null) {
            readyGlobal(g);
        } else {
            p.readyNext(g);
        }
    }

    /** Puts {@code g} at the end of the caller's queue, or of the global one if the caller has no P. */
    static void readyLast(Stack g) {
        P p = P.here();
        if (p == null) {
            readyGlobal(g);
        } else {
            p.readyLast(g);
        }
    }

    /** Puts {@code g} at the end of the global queue. Any thread. */
    static void readyGlobal(Ready g) {
        LOCK.lock();
        GLOBAL.push(g);
        LOCK.unlock();
        Idle.wakep();
    }

    /** A virtual thread that a goroutine started can go on. Any thread. */
    static void readyForeign(ForeignThread task) {
        if (Shutdown.isOver()) {
            task.runElsewhere();
            return;
        }
        OtherThreads.sawVirtualThread();
        P p = P.here();
        if (p == null) {
            readyForeignOutside(task);
        } else {
            p.readyLast(task);
        }
    }

    /** From a thread that is none of ours, which the shutdown does not wait for. */
    static void readyForeignOutside(ForeignThread task) {
        LOCK.lock();
        boolean over = Shutdown.isOver();
        if (!over) {
            GLOBAL.push(task);
        }
        LOCK.unlock();
        if (over) {
            task.runElsewhere();
        } else {
            Idle.wakep();
        }
    }

    /** A virtual thread that is not a goroutine, made with this method as its scheduler, can go on. Any thread, full mode. */
    public static void readyVirtualThread(Runnable task) {
        if (!started) {
            startUnlessOver(); // it may have been started before the shutdown, and has to go on after it
        }
        readyForeign(new ForeignThread(task));
    }

    private static void putGlobalBatch(List<Ready> batch) {
        LOCK.lock();
        for (int i = 0; i < batch.size(); i++) {
            GLOBAL.push(batch.get(i));
        }
        LOCK.unlock();
    }

    // --- giving way ---

    /**
     * Some goroutine has used up its time slice, or holds a surplus processor: each asks {@link #mustGiveWay} for itself. Set by sysmon,
     * for
     * operations that do not wait: to look at this field costs them nothing.
     */
    public static volatile boolean someMustGiveWay;

    /** Returns whether the caller's time slice is used up, or it holds a surplus processor. */
    static boolean mustGiveWay() {
        P p = P.here();
        return p != null && Thread.currentThread().isVirtual() && (p.surplus || p.sliceExpired);
    }

    /** The caller, for which {@link #mustGiveWay} said so, lets another goroutine run. No lock held. */
    static void giveWay() {
        P p = P.here();
        if (p != null) {
            p.sliceExpired = false;
            yieldIfPossible();
        }
    }

    /** To unmount a stack with very many frames the JVM needs as much stack again; where it has not, the goroutine simply goes on. */
    private static void yieldIfPossible() {
        try {
            Thread.yield();
        } catch (StackOverflowError e) {
            // the operation that gives way here has not begun, or is over
        }
    }

    /** The calling goroutine is about to block its thread. On any other thread, nothing. */
    public static void enterBlocking() {
        StackReserve.enterMany();
        G g = currentG();
        M m = g == null || !Carrier.FULL ? null : M.current();
        if (m == null) {
            return;
        }
        P p = m.held();
        p.blockingAt = p.switches(); // sysmon hands it off when somebody needs it
        if (!p.surplus && Idle.processors() == 0 && Procs.workIsQueued()) {
            if (Procs.handOff(p)) {
                Observer.handsOff(p, m, Observer.Cause.ANNOUNCED);
            }
        }
    }

    /** It has come back: if its processor was handed off, it takes an idle one or goes to the end of the global queue. */
    public static void exitBlocking() {
        G g = currentG();
        M m = g == null || !Carrier.FULL ? null : M.current();
        if (m == null) {
            return;
        }
        P p = m.held();
        p.blockingAt = -1;
        if (p.surplus) {
            P other = Idle.take();
            if (other != null) {
                m.change(other);
            } else {
                yieldIfPossible();
            }
        }
    }

    // --- threads ---

    /** Locks the calling goroutine to its thread; nests. Not a goroutine: nothing, the thread is the caller's own. Full mode. */
    public static void lockThread() {
        StackReserve.enterMany();
        G g = currentG();
        Stack s = g == null ? null : g.stack;
        if (g == null || s == null) {
            return;
        }
        if (g.locks++ == 0) {
            Machines.needTemplate();
            M.mounted(Thread.currentThread()).locked.lockTo(s);
        }
    }

    /** Undoes one {@link #lockThread}; nothing if there was none. Full mode. */
    public static void unlockThread() {
        StackReserve.enter();
        G g = currentG();
        Stack s = g == null ? null : g.stack;
        if (g != null && s != null && g.locks > 0 && --g.locks == 0) {
            M.mounted(Thread.currentThread()).locked.unlock(s);
        }
    }

    /** Sets how many threads there may be; returns the limit before. */
    public static int maxThreads(int n) {
        return Machines.max(n);
    }

    /** Returns how large the stack of a goroutine may become, in bytes. */
    public static long maxStack() {
        return M.stackLimit();
    }

    /** Sets how large the stack of a goroutine may become; returns the limit before. */
    public static synchronized long maxStack(long bytes) {
        long old = M.stackLimit();
        M.stackLimit(bytes);
        return old;
    }

    /** Lets another goroutine run: the caller goes to the end of the global queue. On an ordinary thread, {@code Thread.yield}. */
    public static void gosched() {
        if (!Carrier.FULL) {
            StackReserve.enterMany();
            Portable.gosched();
            return;
        }
        StackReserve.enter();
        Thread.yield(); // Stack.execute sees that it was this
    }

    /**
     * Lets those run that are ready on the caller's processor: the caller goes to the end of its queue, where a busy processor does not
     * look, as it would in the global one. On an ordinary thread, {@code Thread.yield}. Go: {@code goyield}.
     */
    public static void goyield() {
        G g = currentG();
        Stack s = g == null ? null : g.stack;
        if (s == null) {
            Thread.yield();
            return;
        }
        s.staysHere = true;
        yieldIfPossible();
        s.staysHere = false;
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

    /** Returns whether the caller is a thread of the runtime, outside any goroutine: it runs timers, for example. */
    public static boolean isRuntimeThread() {
        Thread t = Thread.currentThread();
        return !t.isVirtual() && t.getThreadGroup() == THREADS;
    }

    /**
     * The body of the calling goroutine is about to throw. {@code told} is called on it afterwards: with the panic, when that was reported,
     * so in a whole program never, or with null, if it was goexit.
     */
    public static void atEnd(Consumer<@Nullable Throwable> told) {
        G g = currentG();
        if (g != null) {
            g.atEnd(told);
        }
    }

    // --- waits ---

    /** The calling goroutine goes on after a wait at our door: proof that it was mounted here. */
    static void goesOn() {
        if (Carrier.FULL) {
            M.mounted(Thread.currentThread()).ran = true;
        }
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
            int n = Math.min(Math.min(size, size / Procs.processors().length + 1), GLOBAL_BATCH_MAX);
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

    // --- timers ---

    /** Sets {@code t} on the caller's processor. Any thread. */
    public static void addTimer(Timer t, long when, long periodNanos, long seq) {
        ensureStarted();
        if (!Carrier.FULL) {
            Portable.addTimer(t, when, periodNanos, seq);
            return;
        }
        P p = P.here();
        if (p == null) {
            p = Procs.processors()[0];
        }
        if (p.timers.add(t, when, periodNanos, seq)) {
            IdleM.wakeForTimer(when);
        }
    }

    // --- processors ---

    /** Returns the number of processors. */
    public static int gomaxprocs() {
        ensureStarted();
        return Procs.count();
    }

    /** Sets the number of processors while the program runs; returns the number before. Any thread. */
    public static synchronized int gomaxprocs(int n) {
        int old = gomaxprocs();
        GoMaxProcs.chosenByUser();
        if (Carrier.FULL && n != old) {
            Procs.resize(n);
        }
        return old;
    }

    /** From now on as many processors as the CPUs that the process may use, also when that changes. Any thread. */
    public static synchronized void defaultGomaxprocs() {
        ensureStarted();
        GoMaxProcs.automatic();
        followCpus();
    }

    static synchronized void followCpus() {
        int n = GoMaxProcs.wanted();
        if (Carrier.FULL && n > 0 && n != Procs.count()) {
            Procs.resize(n);
        }
    }

    // --- looking ---

    /** Returns the number of goroutines that have not ended. Any thread; a snapshot. */
    public static int numGoroutine() {
        if (!Carrier.FULL) {
            return Portable.numGoroutine();
        }
        LOCK.lock();
        int n = countGoroutines();
        LOCK.unlock();
        return n;
    }

    /** Lock held. */
    private static int countGoroutines() {
        long n = -Leaks.reclaimed();
        for (P p : Procs.everyP()) { // before those that were spawned, or more might seem to have ended
            n -= p.ended();
        }
        VarHandle.loadLoadFence();
        return (int) Math.max(n + countSpawned(), 0);
    }

    /** Returns how many goroutines there ever were. */
    static long spawned() {
        LOCK.lock();
        long n = countSpawned();
        LOCK.unlock();
        return n;
    }

    /** Lock held. */
    private static long countSpawned() {
        long n = spawnedOutside;
        for (P p : Procs.everyP()) {
            n += p.spawned();
        }
        return n;
    }

    /**
     * Nothing runs and nothing can: as {@link Idle#isEverything}, but a machine may still hold its processor, if its goroutine waits at
     * our door without being unmounted (in a class initialiser, below a native frame) and nobody has ended that wait. Who could have
     * ended it is looked at first. Any thread.
     */
    static boolean isStuck() {
        @Nullable G[] pinned = new @Nullable G[Procs.everyP().length]; // allocated before the lock is taken
        int n = 0;
        LOCK.lock();
        boolean stuck = GLOBAL.size() == 0 && Idle.spinning() == 0;
        for (P p : Procs.everyP()) {
            if (stuck && p.place == P.Place.HELD) {
                M m = p.m;
                G g = m == null ? null : m.curg;
                stuck = g != null && p.runq.isEmpty() && n < pinned.length;
                if (stuck) {
                    pinned[n++] = g;
                }
            }
        }
        LOCK.unlock();
        VarHandle.fullFence();
        for (int look = 0; look < 2; look++) { // when all were seen to wait, none of them can end another's wait any more
            for (int i = 0; i < n; i++) {
                G g = pinned[i];
                stuck &= g != null && Deadlock.isStuck(g);
            }
        }
        return stuck;
    }

    /** How many times a processor has switched to a goroutine. Any thread; never the same after somebody has run. */
    static long switches() {
        long n = 0;
        for (P p : Procs.everyP()) {
            n += p.switches();
        }
        return n;
    }

    /** Labels of a goroutine that a caller may keep. */
    static Map<String, String> labelsOf(G g) {
        Map<String, String> l = g.labels;
        return l == null ? Map.of() : l;
    }
}
