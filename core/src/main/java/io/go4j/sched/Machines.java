// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.util.ArrayList;
import java.util.List;

/** All machines there are, and how many there may be. */
final class Machines {
    /*
     * An M that has nothing to do is kept for later (Idle); one ends only together with a goroutine that was locked to it, or because the
     * limit of stacks was changed (M.STACK). Fields are guarded by Sched.LOCK.
     */
    /** Go's limit, see {@code setMaxThreads}. */
    private static final int DEFAULT_MAX = 10_000;

    private static final List<M> ALL = new ArrayList<>();
    private static int count; // of ALL, and those that are about to start
    private static int nextId;
    private static int max = DEFAULT_MAX;

    private Machines() {}

    /** Makes a new M that begins with {@code p}. Any thread. */
    static void start(P p, boolean spinning) {
        Sched.LOCK.lock();
        int id = nextId++;
        boolean tooMany = ++count + 1 > max; // sysmon counts too
        int limit = max;
        Sched.LOCK.unlock();
        if (tooMany) {
            exhausted(limit);
        }
        M m = new M(id, p, spinning);
        Sched.LOCK.lock();
        ALL.add(m);
        Sched.LOCK.unlock();
        m.start();
    }

    /** {@code m} is about to end. */
    static void ended(M m) {
        Sched.LOCK.lock();
        ALL.remove(m);
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

    /** Returns all that have started and not ended. Any thread; a snapshot. */
    static List<M> all() {
        List<M> ms = new ArrayList<>(threads() + 8); // allocated before the lock is taken
        Sched.LOCK.lock();
        ms.addAll(ALL);
        Sched.LOCK.unlock();
        return ms;
    }
}
