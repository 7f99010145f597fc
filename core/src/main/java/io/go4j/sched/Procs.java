// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import io.go4j.timer.TimerHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The processors: how many there are, who replaces one whose goroutine does not give way, and what becomes of that one. */
final class Procs {
    /*
     * Nobody is ever stopped, and nobody takes anything out of the hands of a running M: everything in a P but its ring and its timers
     * belongs to the M that holds it. So a processor is not taken away from an M whose goroutine computes or blocks the thread. Instead
     * another P object gets its number, and the old one becomes surplus:
     *
     *   handOff   sysmon, or a goroutine that says so itself: the fresh P takes number, timers and queue; the surplus one stays with its
     *             M, whose goroutine runs on beside gomaxprocs others
     *   retire    its M, at the next scheduling point: what the goroutine has put on the surplus P since then goes to the global queue,
     *             the P object to the spares, and the M looks for another P or joins the idle ones
     *
     * gomaxprocs(n) works the same way: fewer, and the highest numbers become surplus without anybody in their place; more, and fresh ones
     * are idle until there is work.
     *
     * Rejected: stopping the world (one goroutine that computes would keep everybody waiting for it); an atomic claim on the P at each
     * entry and exit of the scheduler, as Go has for system calls (two atomic operations for every channel operation, since here sysmon
     * must guess who blocks).
     *
     * H1  processors[i].id == i, and none of them is surplus
     * H2  a surplus P is held by one M (HELD), or is a spare (OFF)
     * H3  what lies on a surplus P's queue and timers moves on: by its M (retire), or at sysmon's next look (evacuate)
     *
     * Fields are written with Sched.LOCK held.
     */
    private Procs() {}

    /** The processors in use, by number. Replaced as a whole. */
    private static volatile P[] processors = new P[0];

    /** All that ever were, for their counters. */
    private static volatile P[] everyP = new P[0];

    private static final List<P> SPARES = new ArrayList<>();

    /** How often a processor was handed off. */
    private static volatile long handoffs;

    /** Returns the processors in use. */
    static P[] processors() {
        return processors;
    }

    /** Returns the processors in use, the surplus ones and the spares. */
    static P[] everyP() {
        return everyP;
    }

    static long handoffs() {
        return handoffs;
    }

    private static void setHandoffs(long n) {
        handoffs = n;
    }

    /** Returns how many goroutines are on the queues. Any thread; a glance. */
    static int queued() {
        int n = Sched.GLOBAL.size();
        for (P p : processors) {
            n += p.runq.size() + (p.runq.peekNext() == null ? 0 : 1);
        }
        return n;
    }

    /** Returns when the first timer is due. Any thread. */
    static long earliestTimer() {
        long first = TimerHeap.NEVER;
        for (P p : everyP) {
            first = Math.min(first, p.timers.next());
        }
        return first;
    }

    /** Returns whether a goroutine waits for a processor on some queue. Any thread; a glance. */
    static boolean workIsQueued() {
        boolean work = Sched.GLOBAL.size() > 0;
        for (P p : processors) {
            work |= !p.runq.isEmpty();
        }
        return work;
    }

    // --- how many ---

    /** Returns the number of processors. */
    static int count() {
        return Carrier.FULL ? Math.max(processors.length, 1) : Portable.parallelism();
    }

    /** Makes {@code n} processors of however many there are. One caller at a time. */
    static void resize(int n) {
        List<P> fresh = takeSpares(Math.max(0, n - processors.length));
        P[] now = Arrays.copyOf(processors, n);
        List<P> unused = new ArrayList<>(n);
        Sched.LOCK.lock();
        P[] old = processors;
        System.arraycopy(old, 0, now, 0, Math.min(old.length, n)); // sysmon may have replaced one meanwhile
        for (int i = old.length; i < n; i++) {
            now[i] = fresh.get(i - old.length);
            now[i].install(i);
        }
        processors = now;
        for (int i = old.length; i < n; i++) {
            Idle.add(now[i]);
        }
        for (int i = n; i < old.length; i++) {
            old[i].surplus = true;
            if (old[i].place == P.Place.IDLE) {
                Idle.remove(old[i]);
                old[i].place = P.Place.OFF;
                old[i].timers.moveTo(now[0].timers);
                unused.add(old[i]);
            }
        }
        SPARES.addAll(unused);
        Sched.LOCK.unlock();
        if (old.length > 0) {
            Idle.wakep();
        }
    }

    /** Processors that are in nobody's hands: spares, and new ones. */
    private static List<P> takeSpares(int n) {
        List<P> taken = new ArrayList<>(n); // nothing is allocated with the lock held: that may have to wait for a collection
        Sched.LOCK.lock();
        while (taken.size() < n && !SPARES.isEmpty()) {
            taken.add(SPARES.removeLast());
        }
        Sched.LOCK.unlock();
        int spares = taken.size();
        while (taken.size() < n) {
            taken.add(new P());
        }
        for (boolean known = spares == n; !known; ) {
            P[] every = everyP;
            P[] longer = Arrays.copyOf(every, every.length + n - spares);
            for (int i = spares; i < n; i++) {
                longer[every.length + i - spares] = taken.get(i);
            }
            Sched.LOCK.lock();
            known = sameArray(everyP, every);
            if (known) {
                everyP = longer;
            }
            Sched.LOCK.unlock();
        }
        return taken;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean sameArray(P[] a, P[] b) {
        return a == b;
    }

    // --- handing off ---

    /**
     * Gives the number, the queue and the timers of {@code p} to another processor, because its goroutine computes or blocks the thread.
     * Sysmon, or the goroutine itself.
     *
     * @return false if it was surplus already, or in nobody's hands
     */
    static boolean handOff(P p) {
        P fresh = takeSpares(1).getFirst();
        P[] now = processors.clone();
        Sched.LOCK.lock();
        P[] old = processors;
        int i = p.id;
        boolean can = !p.surplus && p.place == P.Place.HELD && i < old.length && now.length == old.length;
        if (can) {
            System.arraycopy(old, 0, now, 0, old.length);
            now[i] = fresh;
            fresh.installFor(p);
            p.surplus = true;
            processors = now;
            p.timers.moveTo(fresh.timers);
            Idle.add(fresh);
            setHandoffs(handoffs + 1);
        } else {
            SPARES.add(fresh);
        }
        Sched.LOCK.unlock();
        if (can) {
            evacuate(p);
            Idle.wakep();
            Idle.wakeForTimer(earliestTimer());
        }
        return can;
    }

    /** Moves what lies on the surplus {@code p} to where others find it (H3). Any thread. */
    static void evacuate(P p) {
        List<Ready> queued = new ArrayList<>();
        Ready next = p.runq.peekNext();
        if (next != null && p.runq.stealNext(next)) {
            queued.add(next);
        }
        for (Ready r = p.runq.steal(); r != null; r = p.runq.steal()) {
            queued.add(r);
        }
        boolean timers = p.timers.next() != TimerHeap.NEVER;
        if (queued.isEmpty() && !timers) {
            return;
        }
        Sched.LOCK.lock();
        for (Ready r : queued.reversed()) { // they have waited already: before all others
            Sched.GLOBAL.pushFront(r);
        }
        if (timers && p.surplus) {
            p.timers.moveTo(processors[0].timers);
        }
        Sched.LOCK.unlock();
        Idle.wakep();
        if (timers) {
            Idle.wakeForTimer(earliestTimer());
        }
    }

    /** {@code m} gives up its surplus {@code p}. The caller is {@code m} and has let go of it. */
    static void retire(P p) {
        evacuate(p);
        Sched.LOCK.lock();
        p.m = null;
        p.place = P.Place.OFF;
        SPARES.add(p);
        Sched.LOCK.unlock();
    }

    /** After a collection: ends the free stacks of processors that are in nobody's hands. Sysmon only. */
    static void endFreeStacks() {
        for (P p : everyP) {
            for (Stack s = takeUnusedStack(p); s != null; s = takeUnusedStack(p)) {
                s.end();
            }
        }
    }

    private static @Nullable Stack takeUnusedStack(P p) {
        Sched.LOCK.lock();
        Stack s = p.place == P.Place.HELD ? null : p.takeFreeStack(); // whoever holds it does that itself
        Sched.LOCK.unlock();
        return s;
    }

    // --- stealing ---

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
}
