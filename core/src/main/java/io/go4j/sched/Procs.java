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
     *   handOff   sysmon, or a goroutine that says so itself: the fresh P takes number and timers, and the queue goes to the front of the
     *             global one, before anybody can see the fresh P; the surplus one stays with its M, whose goroutine runs on beside
     *             gomaxprocs others
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
     * H3  what lies on a surplus P's queue and timers moves on: by its M (retire), or at sysmon's next look (evacuate). So does what
     *     comes to lie on a spare: whoever sets a timer from outside may have chosen the P while that was replaced
     *
     * Fields are written with Sched.LOCK held. Nothing is allocated meanwhile, or it is allocated before anything has changed: memory may
     * run out, and neither the lock nor a processor may be lost with that.
     */
    private Procs() {}

    /** The processors in use, by number. Replaced as a whole. */
    private static volatile P[] processors = new P[0];

    /** All that ever were, for their counters. */
    private static volatile P[] everyP = new P[0];

    private static final Pile<P> SPARES = new Pile<>();

    /** What is on its way from the queue of a processor to the global one, with the lock held; else empty. */
    private static final GlobalRunQueue MOVING = new GlobalRunQueue();

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
        P[] now = Arrays.copyOf(processors, n);
        P[] gone = new P[Math.max(0, processors.length - n)];
        List<P> fresh = takeSpares(Math.max(0, n - processors.length));
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
        int unused = 0;
        for (int i = n; i < old.length; i++) {
            old[i].surplus = true;
            if (old[i].place == P.Place.IDLE) {
                Idle.remove(old[i]);
                makeSpare(old[i]);
                gone[unused++] = old[i];
            }
        }
        Sched.LOCK.unlock();
        for (int i = 0; i < unused; i++) {
            evacuate(gone[i]);
        }
        if (old.length > 0) {
            Idle.wakep();
            IdleM.wakeForTimer(earliestTimer());
        }
    }

    /** Lock held. */
    private static void makeSpare(P p) {
        p.m = null;
        p.place = P.Place.OFF;
        SPARES.push(p);
    }

    /** Processors that are in nobody's hands: spares, and new ones. */
    private static List<P> takeSpares(int n) {
        List<P> taken = new ArrayList<>(n); // nothing is allocated with the lock held: that may have to wait for a collection
        Sched.LOCK.lock();
        while (taken.size() < n) {
            P spare = SPARES.pop();
            if (spare == null) {
                break;
            }
            taken.add(spare);
        }
        Sched.LOCK.unlock();
        int spares = taken.size();
        try {
            makeNew(taken, n);
        } catch (OutOfMemoryError e) {
            Sched.LOCK.lock();
            for (int i = 0; i < spares; i++) {
                SPARES.push(taken.get(i));
            }
            Sched.LOCK.unlock();
            throw e;
        }
        return taken;
    }

    /** Adds new processors to {@code taken}, so that there are {@code n}, and makes them known. */
    private static void makeNew(List<P> taken, int n) {
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
        P[] now = processors.clone();
        P fresh = takeSpares(1).getFirst();
        Sched.LOCK.lock();
        P[] old = processors;
        int i = p.id;
        boolean can = !p.surplus && p.place == P.Place.HELD && i < old.length && now.length == old.length;
        if (can) {
            System.arraycopy(old, 0, now, 0, old.length);
            now[i] = fresh;
            fresh.installFor(p);
            p.surplus = true;
            moveQueue(p);
            p.timers.moveTo(fresh.timers); // all of them, but where memory is to be allocated for that: then by evacuate
            processors = now;
            Idle.add(fresh);
            setHandoffs(handoffs + 1);
        } else {
            SPARES.push(fresh);
        }
        Sched.LOCK.unlock();
        if (can) {
            evacuate(p);
            Idle.wakep();
            IdleM.wakeForTimer(earliestTimer());
        }
        return can;
    }

    /** Moves what is queued on {@code p} to the front of the global queue, for it has waited already. Lock held. */
    private static void moveQueue(P p) {
        Ready next = p.runq.peekNext();
        if (next != null && p.runq.stealNext(next)) {
            MOVING.push(next);
        }
        for (Ready r = p.runq.steal(); r != null; r = p.runq.steal()) {
            MOVING.push(r);
        }
        Sched.GLOBAL.prepend(MOVING);
    }

    /** Moves what lies on the surplus {@code p}, or on a spare, to where others find it (H3). Any thread. */
    static void evacuate(P p) {
        if (!p.runq.isEmpty()) {
            Sched.LOCK.lock();
            moveQueue(p);
            Sched.LOCK.unlock();
            Idle.wakep();
        }
        boolean timers = false;
        while (p.timers.next() != TimerHeap.NEVER) {
            timers = true;
            TimerHeap to = processors[0].timers;
            to.reserve(to.size() + p.timers.size());
            Sched.LOCK.lock();
            boolean done = !p.surplus || p.timers.moveTo(processors[0].timers); // it may be in use again
            Sched.LOCK.unlock();
            if (done) {
                break;
            }
        }
        if (timers) {
            IdleM.wakeForTimer(earliestTimer());
        }
    }

    /** {@code m} gives up its surplus {@code p}. The caller is {@code m} and has let go of it. */
    static void retire(P p) {
        try {
            evacuate(p);
        } finally { // if there was no memory to move all timers, sysmon does it
            Sched.LOCK.lock();
            makeSpare(p);
            Sched.LOCK.unlock();
        }
    }

    /** {@code p} was meant for an M that could not be made. Any thread. */
    static void takeBack(P p) {
        Sched.LOCK.lock();
        if (p.surplus) {
            makeSpare(p);
        } else {
            p.m = null;
            Idle.add(p);
        }
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
