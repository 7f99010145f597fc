// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A machine's bond to one goroutine, while that is locked to its thread. (Go: LockOSThread, stoplockedm, startlockedm.) */
final class LockedM {
    /*
     * Such an M runs that one goroutine only: while that waits, the M waits without a P (awaitOwn), and the M that takes the goroutine from
     * a queue lends its P (lend). Two thread switches for each wait, as in Go.
     *
     * The M that gives its P up does not look for work itself, so it has to see to what an M that goes idle would see to: it passes a P
     * that has work to another M; an idle one is announced if there is work elsewhere (W2), or if a timer is set that nobody waits for
     * (W6). If neither, nobody is woken.
     *
     * K1  m.locked.own == s if and only if s.lockedTo == m
     * K2  an entry of a locked stack, taken off a queue, is not lost: it is `ownReady` until the M runs the stack or is unlocked
     */
    private final M m;

    /** The only stack it may run. Set by the goroutine on it; others only glance. */
    private volatile @Nullable Stack own;

    // guarded by the lock of Sched
    private boolean waitsForOwn;
    private boolean ownReady;

    LockedM(M m) {
        this.m = m;
    }

    /** Returns whether the M runs one goroutine only. The M itself. */
    boolean is() {
        return own != null;
    }

    /** The M waits for its goroutine. Any thread; a glance. */
    boolean waits() {
        return waitsForOwn;
    }

    /** Returns the goroutine it is locked to. Any thread; a glance. */
    @Nullable G g() {
        Stack s = own;
        return s == null ? null : s.g;
    }

    /** From now on the M runs nothing but {@code s}. The goroutine on it. */
    void lockTo(Stack s) {
        Sched.LOCK.lock();
        own = s;
        s.lockTo(m); // K1
        ownReady = false;
        Sched.LOCK.unlock();
    }

    /** It is an M like the others again. The goroutine on it. */
    void unlock(Stack s) {
        Sched.LOCK.lock();
        own = null;
        s.lockTo(null);
        boolean entry = ownReady;
        ownReady = false;
        Sched.LOCK.unlock();
        if (entry) {
            Sched.readyGlobal(s); // K2
        }
    }

    /** Lends the processor of this M to the one that {@code s}, which can go on, is locked to. False if it has just been unlocked. */
    boolean lend(Stack s) {
        P p = m.held();
        Sched.LOCK.lock();
        M owner = s.lockedTo();
        boolean waits = owner != null && owner.locked.waitsForOwn;
        if (owner != null) {
            owner.locked.ownReady = true; // K2
        }
        if (owner != null && waits) {
            owner.locked.waitsForOwn = false;
            p.m = null;
            owner.give(p, false);
        }
        Sched.LOCK.unlock();
        if (waits) {
            m.letGo();
            LockSupport.unpark(owner);
        }
        return owner != null;
    }

    /** Returns its goroutine when that can go on. Null: it has ended, and so shall the M. The M itself, not on a goroutine. */
    @Nullable Ready next() {
        Stack s = own;
        if (s == null) {
            throw new IllegalStateException("go4j bug: " + m.getName() + " is locked to nobody");
        }
        if (s.ended()) {
            P p = m.heldOrNull();
            m.letGo();
            if (p != null) {
                giveUp(p);
            }
            return null; // a goroutine that ends while it is locked to its thread ends the thread: who knows in what state it left it
        }
        awaitOwn(s);
        return s;
    }

    /** Waits until {@code s} can go on and there is a processor for it. */
    private void awaitOwn(Stack s) {
        P p = m.heldOrNull();
        boolean ready = takeOwnReady();
        if (ready && p != null && !p.surplus) {
            return;
        }
        m.letGo();
        if (p != null) {
            giveUp(p);
        }
        Sched.LOCK.lock();
        ready |= ownReady;
        ownReady = false;
        waitsForOwn = true;
        Sched.LOCK.unlock();
        if (ready) {
            Sched.readyGlobal(s); // who takes it from there lends us a processor
        }
        while (!m.isGiven()) {
            LockSupport.park(m);
            Thread.interrupted();
        }
        m.takeGiven();
        takeOwnReady(); // the stack is run now, and tells itself apart whether it can go on (G2)
    }

    private boolean takeOwnReady() {
        Sched.LOCK.lock();
        boolean ready = ownReady;
        ownReady = false;
        Sched.LOCK.unlock();
        return ready;
    }

    /** The M does not need {@code p} any more and will not look for work itself. */
    private static void giveUp(P p) {
        if (p.surplus) {
            Procs.retire(p);
        } else if (p.runq.isEmpty() && Idle.release(p)) {
            if (Idle.isWorkForAnIdle()) {
                Idle.wakep();
            }
            IdleM.wakeForTimer(Procs.earliestTimer()); // W6
        } else {
            Idle.pass(p);
        }
    }
}
