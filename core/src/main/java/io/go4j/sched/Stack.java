// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.carrier.FrozenStack;
import io.go4j.timer.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A goroutine's stack: a virtual thread, and the {@link Executor} that the JDK believes to be its scheduler. */
final class Stack extends Ready implements Executor, Runnable {
    /*
     * The virtual thread runs one goroutine after another: when a body ends, the stack looks whether the next goroutine to run here is a
     * fresh one and, if so, runs it at once (M.adopt), with no unmount and mount between. Otherwise it parks on its P's free list, or
     * ends if that is full. Between two bodies everything that belongs to a thread is cleared.
     *
     * What a virtual thread has once needed to wait with many frames, megabytes of them, the JDK keeps until the thread ends. Nobody tells
     * us how much that is. So, as with Go's sync.Pool, nothing is kept for more than a collection: afterwards (`collections`) the threads
     * that were free end (P.endFreeStacks), and those that were in use end with their goroutines.
     *
     * `kept` holds the thread, so that a goroutine which nothing can wake stays what it is, as in Go: it can be found with its stack, and
     * what it refers to lives on. It is the only path from the records to a parked thread, and Leaks takes it away to ask the collector
     * whether there is another one: `thread` is weak for that, and `task` is set only while the stack is queued.
     *
     * The JDK calls `execute` each time the thread becomes ready to run, and once more, to be safe, when somebody has taken its stack
     * trace while it was ready: that may be too late by any time. So:
     *
     * G2  a second entry of a stack on the queues is harmless: the JDK refuses to mount a thread that is not ready to run
     * G3  a thread that is ready to run has an entry, or an M that has taken one and is about to run it, or about to look again
     *
     *     readying:  1 the thread is made ready (the JDK, with a fence)    an M:  1 queued = false
     *                2 if queued, done; else queued = true, enqueue               2 run the thread: refused if it is not ready
     *                                                                             3 if it did not run: fence, look again, enqueue
     *     Either the reader of 2 sees `queued` false, or the M looks after the thread was made ready.
     *
     * Who took a stack trace may stop between the two halves of 2, and add his entry when the goroutine has ended and the stack is free,
     * or has the next one. An entry of a free stack is refused, since its thread is parked. But the M that takes the stack off the free
     * list makes the thread ready, and from that instant another M, with such an entry, may run it instead. So the stack has its goroutine
     * before its thread is ready (prepare), whoever runs it first; and `queued` is set until the M that prepares it is about to run it, as
     * if it had taken an entry. Which of the two Ms the JDK lets run the thread does not matter: the other is refused and looks again.
     *
     *     preparing: 1 queued = true         it has the entry now: the JDK's call of `execute` in 3 ends at the reader's step 2
     *                2 bind the goroutine
     *                3 make the thread ready
     *                4 queued = false        step 1 of an M; 2 and 3 follow
     */
    volatile WeakReference<Thread> thread;

    /** The thread; null while {@link Leaks} looks, and for good once it is reclaimed or has ended. Written by Leaks, and by its end. */
    @Nullable Thread kept;

    /** The thread has ended, or is about to, and is not kept any more: see {@link #giveBack}. */
    private volatile boolean gone;

    /** Whose stack this is; null while it is free. */
    volatile @Nullable G g;

    /** Stands on a run queue. */
    volatile boolean queued;

    /** The JDK's task that mounts and runs the thread. Set while the stack is queued. */
    @Nullable Runnable task;

    /** The same while the stack is free; for the M that takes it off the free list. */
    @Nullable Runnable freeTask;

    /** The M on which the stack became free, until that M has noticed. */
    @Nullable M freedOn;

    /** Its goroutine gives way to the queue of its own processor ({@link Sched#goyield}). The thread, and the M it leaves. */
    boolean staysHere;

    /** When it became runnable, if that is to be timed. Written before it is queued, read by the M that took it. */
    long readyAt;

    /**
     * When the thread last left an M, by {@link Ticks}: since when it waits, if it does. Not known while it is on an M, so neither for a
     * goroutine that waits without leaving it. Opaque: a glance; the M that left late may write after the next one has taken the stack.
     */
    int leftAt;

    /** How large the stack of the last M is that it ran on: it may have left that much. Written by the M, before it runs it. */
    private long room;

    private int readies = hashCode();
    private boolean started;

    /** How many collections sysmon has seen. */
    private static volatile int collections;

    /** How many of those the thread has not lived through. */
    private int collectionsBefore;

    /** It is free and is to end. */
    private boolean ending;

    /** The only M that may run it (K1), null for any. Written with the lock of Sched held. */
    private volatile @Nullable M lockedTo;

    /** Its goroutine has ended while it was locked: the virtual thread is gone, and so shall be the M. */
    private boolean ended;

    private static final boolean NAMED = GoDebug.AT_START.threadNames();

    /** What the JVM keeps free at the end of each thread's stack, and what is on an M's before its goroutine begins, at most. */
    private static final long GUARDS_BYTES = 128 << 10;

    private static final VarHandle QUEUED;
    private static final VarHandle LEFT_AT;

    static {
        try {
            QUEUED = MethodHandles.lookup().findVarHandle(Stack.class, "queued", boolean.class);
            LEFT_AT = MethodHandles.lookup().findVarHandle(Stack.class, "leftAt", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    Stack() {
        Thread t = Carrier.newThread(this, this);
        thread = new WeakReference<>(t);
        kept = t;
        freeTask = Carrier.taskOf(t);
    }

    /**
     * Makes {@code fresh} the goroutine of this free stack and its thread ready to run. The M that holds a P only.
     * Returns the task to run.
     */
    Runnable prepare(G fresh) {
        Runnable t = freeTask;
        Thread vthread = thread.get();
        if (t == null || vthread == null) {
            throw new IllegalStateException("go4j bug: a free stack without a thread");
        }
        freeTask = null;
        QUEUED.setRelease(this, true); // the caller has the entry: execute, which the JDK calls now, leaves the running to it (G3)
        bind(fresh); // before the thread is ready: a late entry may run it at once (G2)
        if (started) {
            LockSupport.unpark(vthread);
        } else {
            started = true;
            collectionsBefore = collections;
            vthread.start();
        }
        task = null; // left there by execute; it would hold the thread until its first resume
        QUEUED.setRelease(this, false); // 1 of an M that has taken an entry
        return t;
    }

    /** Ends the thread of this stack, which was taken off its free list. Not on a goroutine. */
    void end() {
        Runnable t = freeTask;
        Thread vthread = thread.get();
        freeTask = null;
        if (t != null && vthread != null) {
            ending = true;
            LockSupport.unpark(vthread);
            t.run();
            task = null; // left there by execute
        }
    }

    /** Returns how many collections were seen. Any thread. */
    static int collections() {
        return collections;
    }

    /** There was a collection. Sysmon only. */
    static void collected() {
        int before = collections;
        collections = before + 1;
    }

    private void bind(G fresh) {
        fresh.thread = thread;
        fresh.stack = this;
        g = fresh;
    }

    /** Called by the JDK when the thread, or a virtual thread that was started from it, can run. Any thread. */
    @Override
    @SuppressWarnings("ReferenceEquality") // the JDK hands over the very same task each time
    public void execute(Runnable t) {
        Thread mine = thread.get();
        if (mine == null) {
            mine = Leaks.awaitKept(this);
        }
        if (mine == null ? gone : Carrier.taskOf(mine) != t) {
            Sched.readyForeign(new ForeignThread(t));
            return;
        }
        task = t;
        if (queued || g == null) {
            return; // has an entry (G3), or is free: then the M that takes it runs it
        }
        if ((++readies & (Latencies.SAMPLE_EVERY - 1)) == 0) {
            readyAt = Clock.nanos();
        }
        QUEUED.setRelease(this, true); // no fence: two who get here make two entries at most (G2)
        if (mine != null && Carrier.hasYielded(mine)) {
            if (staysHere) {
                Sched.readyLast(this);
            } else {
                Sched.readyGlobal(this); // gosched and Thread.yield go to the end of the global queue
            }
        } else {
            Sched.ready(this);
        }
    }

    /** An M has taken an entry and must now run the task, even if that will be refused: who found `queued` set relies on it (G3). */
    @Nullable Runnable take() {
        Runnable t = task;
        task = null;
        QUEUED.setRelease(this, false);
        if (t == null) { // another entry was faster; the thread may be ready again all the same
            Thread mine = thread.get();
            t = mine == null ? null : Carrier.taskOf(mine);
        }
        return t;
    }

    /**
     * Returns whether an M with a stack of {@code bytes} can run it: the M may not be smaller than the one that it left, unless it left
     * little there. The M that has its entry.
     */
    boolean fitsInto(long bytes) {
        if (room <= bytes) {
            return true;
        }
        Thread mine = thread.get();
        return mine == null || isFrozenIn(mine, bytes);
    }

    /** Returns whether what {@code vthread} has put away goes on a stack of {@code bytes}: half, for the JVM wants more than there is. */
    static boolean isFrozenIn(Thread vthread, long bytes) {
        return FrozenStack.largestChunk(vthread) < (bytes - GUARDS_BYTES) / 2;
    }

    long room() {
        return room;
    }

    /** It is about to run on an M with a stack of {@code bytes}. That M. */
    void goesInto(long bytes) {
        if (room != bytes) {
            room = bytes;
        }
    }

    /** Runs the thread by its task, until it leaves the M. The M that took it. */
    void run(Runnable t) {
        LEFT_AT.setOpaque(this, Ticks.NONE);
        t.run();
        LEFT_AT.setOpaque(this, Ticks.now());
    }

    /** When the thread left its M, by {@link Ticks}. Any thread. */
    int leftAt() {
        return (int) LEFT_AT.getOpaque(this);
    }

    @Nullable M lockedTo() {
        return lockedTo;
    }

    /** Lock of Sched held. */
    void lockTo(@Nullable M m) {
        lockedTo = m;
    }

    /** The M it is locked to. */
    boolean ended() {
        return ended;
    }

    /** The M ran {@code t} in vain, or the goroutine left without telling: if the thread is ready to run, it gets an entry again (G3). */
    void lookAgain(Runnable t) {
        VarHandle.fullFence();
        Thread mine = thread.get();
        if (mine != null && g != null && !queued && Carrier.isRunnable(mine)) {
            task = t;
            QUEUED.setRelease(this, true);
            Sched.readyGlobal(this);
        }
    }

    /** The life of the virtual thread. */
    @Override
    @SuppressWarnings("ReferenceEquality") // loaders are themselves
    public void run() {
        Thread self = Thread.currentThread();
        for (; ; ) {
            G g = this.g;
            if (g == null) {
                throw new IllegalStateException("go4j bug: a stack without a goroutine");
            }
            if (Carrier.contextClassLoader(self) != g.loader) {
                Carrier.contextClassLoader(self, g.loader);
            }
            String name = threadName(g);
            if (!name.equals(self.getName())) {
                Carrier.name(self, name);
            }
            M.mounted(self).curg = g; // not always what the M believed: it may have come by a second entry (G2)
            clearInterrupt(self);
            runBody(self, g);
            Carrier.clearThreadLocals(self);
            M m = M.mounted(self);
            m.ran = true;
            P p = m.held();
            int sample = g.systemBit & (int) g.id; // every other stack that Training used ends, so that the JIT sees that too
            sample |= Integer.signum(collections - collectionsBefore) & 1;
            Sched.exit(g, p);
            if (lockedTo != null) {
                this.g = null;
                letGo();
                ended = true;
                return;
            }
            G next = m.adopt(p);
            if (next == null) {
                if (p.roomForFreeStack(sample) <= 0) {
                    this.g = null;
                    letGo();
                    return;
                }
                if (!self.getName().isEmpty()) {
                    Carrier.name(self, "");
                }
                if (!waitForLaunch(m)) {
                    letGo();
                    return;
                }
            } else {
                bind(next);
            }
        }
    }

    /**
     * The thread is about to end, or was reclaimed, and keeps nothing alive from now on: this record may live much longer, in a slot of a
     * ring (RunQueue), or as what the JDK asks to run the virtual threads that were started from this one.
     */
    void letGo() {
        gone = true;
        kept = null;
    }

    /** The look of {@link Leaks} is over, for which {@link #kept} was taken away. */
    void giveBack(@Nullable Thread t) {
        kept = t;
        VarHandle.fullFence(); // before `gone` is read: either that is seen, or the thread lets go after this
        if (gone) {
            kept = null;
        }
    }

    /** What the JDK's tools and logs call the thread of {@code g}. */
    private static String threadName(G g) {
        String name = g.name;
        return name != null ? name : NAMED ? nameOf(g.id) : "";
    }

    /** The name of the thread of goroutine {@code id}, which has no name of its own. To make it costs a fifth of a spawn. */
    static String nameOf(long id) {
        return "g".concat(Long.toString(id));
    }

    /** Whatever happens in it, the goroutine ends afterwards. */
    private static void runBody(Thread self, G g) {
        try {
            Holder.begins(self, g.id);
            Object begun = (Observer.present | g.systemBit) == 0 ? null : Observer.begins(g);
            Sched.entry().run(g);
            if ((Observer.present | g.systemBit) != 0) {
                Observer.ends(g, begun);
            }
        } catch (OutOfMemoryError e) {
            Shortage.met(e);
        } catch (Throwable t) {
            // an observer of ours that failed; what the body throws does not get here
        }
    }

    /** Waits until an M has put another goroutine on this stack, or wants it to end. False: it cannot wait, so it ends. */
    private boolean waitForLaunch(M m) {
        freedOn = m;
        this.g = null;
        do {
            clearInterrupt(Thread.currentThread()); // else park would not wait
            try {
                LockSupport.park();
            } catch (OutOfMemoryError e) { // the JDK has no memory to keep the stack, small as it is
                if (freedOn != null) {
                    freedOn = null; // no M knows of this stack yet
                    return false;
                }
                Shortage.met(e);
            }
        } while (this.g == null && !ending);
        return !ending;
    }

    /** Somebody may have interrupted the thread of a goroutine that had ended. */
    private static void clearInterrupt(Thread self) {
        if (self.isInterrupted()) {
            Thread.interrupted();
        }
    }
}
