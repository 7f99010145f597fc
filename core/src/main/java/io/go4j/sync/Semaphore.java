// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoInterruptedException;
import io.go4j.Panic;
import io.go4j.Unit;
import io.go4j.context.Context;
import io.go4j.park.Park;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * So many units, of which callers take some for a while.
 *
 * {@snippet file="sync/Weighted.java" region="semaphore"}
 *
 * <p>Strictly first come first served: a request for many units is not overtaken by one for few. Waiting shows as {@code select} in
 * dumps, as it does in Go.
 *
 * <p>Memory effects: a {@link #release} happens-before the return of an {@code acquire} that needs its units. (Go:
 * golang.org/x/sync/semaphore.Weighted.)
 */
public final class Semaphore {
    private record Request(long n, Chan<Unit> granted) {}

    private final long size;
    private final Mutex mutex = new Mutex();

    // guarded by mutex
    private long held;
    /** First come first; who gives up leaves it at once, however many wait: thousands may when a context ends. */
    private final SequencedSet<Request> waiting = new LinkedHashSet<>();

    /**
     * Makes one of which nothing is taken.
     *
     * @param size how many units there are
     * @throws Panic {@code semaphore: size N is below 0}
     */
    public Semaphore(long size) {
        if (size < 0) {
            throw new Panic("semaphore: size " + size + " is below 0");
        }
        this.size = size;
    }

    /**
     * Takes one unit; waits until it is there.
     *
     * @throws GoInterruptedException as {@link #acquire(long)}
     */
    public void acquire() {
        acquire(Context.background(), 1);
    }

    /**
     * Takes {@code n} units; waits until they are there and all who came before have theirs.
     *
     * @param n how many; if that is more than there are, the call waits for ever, but lets others pass
     * @throws GoInterruptedException if the thread is interrupted while, or when, it would have to wait; nothing was taken
     */
    public void acquire(long n) {
        Park.switchPointOfMany();
        acquire(Context.background(), n);
    }

    /**
     * Takes one unit unless {@code ctx} ends before.
     *
     * @param ctx for what it is done
     * @throws GoInterruptedException as {@link #acquire(long)}
     * @throws io.go4j.context.ContextException as {@link #acquire(Context, long)}
     */
    public void acquire(Context ctx) {
        acquire(ctx, 1);
    }

    /**
     * Takes {@code n} units unless {@code ctx} ends before.
     *
     * @param ctx for what it is done
     * @param n how many; if that is more than there are, the call waits for the end of {@code ctx}, and lets others pass
     * @throws GoInterruptedException as {@link #acquire(long)}
     * @throws io.go4j.context.ContextException if {@code ctx} has ended, even if the units are there; nothing was taken
     */
    public void acquire(Context ctx, long n) {
        Park.switchPointOfMany();
        checkWeight(n);
        ctx.throwIfDone();
        if (n > size) { // never; nobody shall wait behind it
            ctx.done().receive();
            ctx.throwIfDone();
        }
        Request r = takeOrQueue(n);
        if (r != null) {
            await(ctx, r);
        }
    }

    /** Returns null if the units were taken. */
    private @Nullable Request takeOrQueue(long n) {
        mutex.lock();
        try {
            if (take(n)) {
                return null;
            }
            Request r = new Request(n, Chan.make());
            waiting.add(r);
            return r;
        } finally {
            mutex.unlock();
        }
    }

    /** Mutex held. */
    private boolean take(long n) {
        boolean there = n <= size - held && waiting.isEmpty();
        held += there ? n : 0;
        return there;
    }

    private void await(Context ctx, Request r) {
        try {
            Go4j.select(r.granted.receiving(), ctx.done().receiving());
        } catch (Throwable t) { // interrupted, or no memory
            if (withdraw(r)) {
                throw t;
            }
            return; // commit wins
        }
        boolean ended = true;
        try {
            ended = ctx.err() != null;
        } finally {
            if (ended && !withdraw(r)) { // it has ended, or is the user's and throws
                release(r.n); // granted at the same moment
            }
        }
        if (ended) {
            ctx.throwIfDone();
        }
    }

    /** Returns false if the units were granted. */
    private boolean withdraw(Request r) {
        mutex.lock();
        try {
            boolean first = first() == r;
            boolean was = waiting.remove(r);
            if (first) {
                grant(); // those behind it may need less
            }
            return was;
        } finally {
            mutex.unlock();
        }
    }

    /** Mutex held. */
    private @Nullable Request first() {
        return waiting.isEmpty() ? null : waiting.getFirst();
    }

    /** Gives units to those who wait, in order, as far as they go. Mutex held. */
    private void grant() {
        for (Request r = first(); r != null && r.n <= size - held; r = first()) {
            waiting.removeFirst();
            held += r.n;
            r.granted.close();
        }
    }

    /**
     * Takes one unit if that is possible now.
     *
     * @return whether it was taken
     */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes {@code n} units if that is possible now.
     *
     * @param n how many
     * @return whether they were taken; false if there are not so many, or somebody waits
     */
    public boolean tryAcquire(long n) {
        Park.switchPointOfMany();
        checkWeight(n);
        mutex.lock();
        try {
            return take(n);
        } finally {
            mutex.unlock();
        }
    }

    /**
     * Gives one unit back.
     *
     * @throws Panic {@code semaphore: released more than held}
     */
    public void release() {
        release(1);
    }

    /**
     * Gives {@code n} units back. May let several go on who wait.
     *
     * @param n how many
     * @throws Panic {@code semaphore: released more than held}
     */
    public void release(long n) {
        Park.switchPoint();
        checkWeight(n);
        mutex.lock();
        try {
            if (n > held) {
                throw new Panic("semaphore: released more than held");
            }
            held -= n;
            grant();
        } finally {
            mutex.unlock();
        }
    }

    /** Returns how many units are taken. */
    long held() {
        mutex.lock();
        try {
            return held;
        } finally {
            mutex.unlock();
        }
    }

    private static void checkWeight(long n) {
        if (n < 0) {
            throw new Panic("semaphore: weight " + n + " is below 0");
        }
    }
}
