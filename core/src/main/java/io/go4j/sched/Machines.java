// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** All machines there are, and how many there may be. */
final class Machines {
    /*
     * An M that has nothing to do is kept for later (IdleM); one ends only together with a goroutine that was locked to it, or because the
     * limit of stacks was changed (M.stackLimit). Fields are guarded by Sched.LOCK unless they say otherwise. All Ms are linked through
     * themselves, by age, so that nothing is allocated with the lock held.
     *
     * A thread inherits from the one that starts it what the operating system keeps for each: how nice it is, on which CPUs it may run. A
     * goroutine that is locked to its thread may have changed that. So, as in Go, an M that is locked starts no thread itself but has it
     * started by the template thread, which runs nothing else.
     */
    /** Go's limit, see {@code setMaxThreads}. */
    private static final int DEFAULT_MAX = 10_000;

    private static @Nullable M newest;
    private static int count; // of all, those that are about to start, and the template thread
    private static int nextId;
    private static int max = DEFAULT_MAX;

    /** What the template thread is to start. */
    private static final Queue<M> TO_START = new ConcurrentLinkedQueue<>();

    private static volatile @Nullable Thread template;
    private static volatile boolean templateMayEnd;

    private Machines() {}

    /** Makes a new M that begins with {@code p}; if there is no memory for one, {@code p} is idle, or a spare, afterwards. Any thread. */
    static void start(P p, boolean spinning) {
        start(p, spinning, null, 0);
    }

    /** Makes a new M that begins with {@code p} and runs {@code first}, which needs a stack of {@code bytes}. The M that held {@code p}. */
    static void startFor(Ready first, long bytes, P p) {
        try {
            start(p, false, first, bytes);
        } catch (OutOfMemoryError e) {
            Sched.readyGlobal(first);
            throw e;
        }
    }

    private static void start(P p, boolean spinning, @Nullable Ready first, long bytes) {
        Sched.LOCK.lock();
        int id = nextId++;
        boolean tooMany = ++count + 1 > max; // sysmon counts too
        int limit = max;
        Sched.LOCK.unlock();
        if (tooMany) {
            exhausted(limit);
        }
        M m = make(id, p, spinning, first, bytes);
        Sched.LOCK.lock();
        M before = newest;
        m.older = before;
        if (before != null) {
            before.newer = m;
        }
        newest = m;
        Sched.LOCK.unlock();
        M starter = M.current();
        Thread clean = template;
        try {
            if (starter == null || clean == null || !starter.locked.is()) {
                launch(m);
            } else {
                TO_START.add(m);
                LockSupport.unpark(clean);
            }
        } catch (OutOfMemoryError e) {
            ended(m);
            Procs.takeBack(p);
            throw e;
        }
    }

    private static M make(int id, P p, boolean spinning, @Nullable Ready first, long bytes) {
        try {
            return first == null ? new M(id, p, spinning) : new M(id, p, first, bytes);
        } catch (OutOfMemoryError e) {
            Sched.LOCK.lock();
            count--;
            Sched.LOCK.unlock();
            Procs.takeBack(p);
            throw e;
        }
    }

    private static void launch(Thread t) {
        try {
            t.start();
        } catch (OutOfMemoryError e) {
            if (isHeap(e)) {
                throw e;
            }
            Sched.entry().noThread(threads() - 1, e); // this one was counted already
        }
    }

    /** Whether it is Java's memory that is short. That the operating system refuses a thread the JVM says by the same error. */
    private static boolean isHeap(OutOfMemoryError e) {
        String what = e.getMessage();
        return what != null && !what.contains("thread");
    }

    /** The calling goroutine is about to be locked to its thread. */
    static void needTemplate() {
        if (template == null) {
            startTemplate();
        }
    }

    private static synchronized void startTemplate() {
        if (template == null) {
            Thread t = new Thread(Sched.THREADS, Machines::startOthers, "go4j-template", 0, false);
            t.setDaemon(true);
            t.setContextClassLoader(ClassLoader.getSystemClassLoader());
            Sched.LOCK.lock();
            count++;
            Sched.LOCK.unlock();
            launch(t);
            template = t;
        }
    }

    private static void startOthers() {
        try {
            for (; ; ) {
                boolean last = templateMayEnd; // looked at first: what an M has added before it ended is started
                M m = TO_START.poll();
                if (m != null) {
                    startOther(m);
                } else if (last) {
                    return;
                } else {
                    LockSupport.park(TO_START);
                    Thread.interrupted();
                }
            }
        } catch (Throwable t) {
            Sched.entry().bug(t);
        }
    }

    private static void startOther(M m) {
        for (; ; ) {
            try {
                launch(m);
                return;
            } catch (OutOfMemoryError e) {
                Shortage.met(e);
            }
        }
    }

    /** Ends the template thread and waits for that. After the shutdown, when no M is left that might need it. */
    static void awaitTemplateEnd() throws InterruptedException {
        templateMayEnd = true;
        Thread t = template;
        if (t != null) {
            LockSupport.unpark(t);
            t.join();
        }
    }

    /** {@code m} is about to end. */
    static void ended(M m) {
        Sched.LOCK.lock();
        M older = m.older;
        M newer = m.newer;
        if (older != null) {
            older.newer = newer;
        }
        if (newer != null) {
            newer.older = older;
        } else {
            newest = older;
        }
        m.older = null;
        m.newer = null;
        count--;
        Sched.LOCK.unlock();
    }

    /** Sets how many threads there may be; returns the limit before. */
    static int max(int n) {
        Sched.LOCK.lock();
        int old = max;
        max = n;
        boolean tooMany = count + 1 > n;
        Sched.LOCK.unlock();
        if (tooMany) {
            exhausted(n);
        }
        return old;
    }

    private static void exhausted(int limit) {
        Sched.entry().threadsExhausted(limit);
    }

    /** Returns the number of threads, with sysmon. Any thread; a snapshot. */
    static int threads() {
        return count + 1;
    }

    /** Returns all that have started and not ended, the oldest first. Any thread; a snapshot. */
    static List<M> all() {
        for (; ; ) {
            M[] ms = new M[threads() + 8]; // allocated before the lock is taken
            int n = 0;
            Sched.LOCK.lock();
            M m = newest;
            for (; m != null && n < ms.length; m = m.older) {
                ms[n++] = m;
            }
            Sched.LOCK.unlock();
            if (m == null) {
                return Arrays.asList(ms).subList(0, n).reversed();
            }
        }
    }
}
