// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import io.go4j.sched.Sched;
import io.go4j.sched.Wrapped;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a group of goroutines has finished.
 *
 * {@snippet file="sync/WaitForAll.java" region="waitgroup"}
 */
public final class WaitGroup {
    /*
     * `done` must not take a lock: that is what a thousand workers call at the end. So who waits first queues itself and says so
     * (`waiting`), then looks at the counter again; who brings the counter to zero looks at `waiting` afterwards. One of the two sees the
     * other (both are volatile).
     */
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(WaitGroup.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int count;
    private volatile boolean waiting;
    private final Lock lock = new Lock();
    private final WaitQueue waiters = new WaitQueue();

    private static final class Lock extends SpinLock {
        /** With which a goroutine of the group has ended. Here it makes no object larger, and groups are made by the million. */
        volatile @Nullable Throwable panic;
    }

    /** Makes a group of nobody. */
    public WaitGroup() {}

    /**
     * Adds to the counter; at zero all who wait go on. Call it before the goroutine that it counts is started, and, if the counter is
     * zero, after all who waited for that zero have returned. (Go: WaitGroup.Add.)
     *
     * @param delta how many more, or fewer
     * @throws Panic {@code sync: negative WaitGroup counter}; {@code sync: WaitGroup misuse: Add called concurrently with Wait}, where
     *     that is noticed
     */
    public void add(int delta) {
        if (delta > 0) {
            Park.switchPointOfMany();
        } else {
            Park.switchPoint();
        }
        addChecked(delta);
    }

    private void addChecked(int delta) {
        int now = (int) COUNT.getAndAdd(this, delta) + delta;
        if (now < 0) {
            throw new Panic("sync: negative WaitGroup counter");
        }
        if (waiting) {
            if (now == 0) {
                release();
            } else if (now == delta) {
                checkMisuse();
            }
        }
    }

    /** The counter left zero, though somebody may wait for a zero that has not been announced to him yet. */
    private void checkMisuse() {
        lock.lock();
        boolean misuse = !waiters.isEmpty();
        lock.unlock();
        if (misuse) {
            throw new Panic("sync: WaitGroup misuse: Add called concurrently with Wait");
        }
    }

    /**
     * Takes one off the counter.
     *
     * @throws Panic {@code sync: negative WaitGroup counter}
     */
    public void done() {
        Park.switchPoint();
        addChecked(-1);
    }

    private void release() {
        lock.lock();
        if (count != 0) { // misuse, reported by checkMisuse; the end of the new round will release
            lock.unlock();
            return;
        }
        waiting = false;
        WaitQueue woken = Sema.claimAll(waiters);
        lock.unlock();
        Sema.readyAll(woken);
    }

    /**
     * Waits until the counter is zero.
     *
     * <p>Memory effects: every {@link #done} and {@link #add} that brought the counter to zero happens-before the return. (Go:
     * WaitGroup.Wait.)
     *
     * @throws io.go4j.GoInterruptedException if the thread is interrupted while, or when, it would have to wait
     * @throws Panic {@code sync: WaitGroup is reused before previous Wait has returned}, if the counter has left zero meanwhile;
     *     where a panic ends a goroutine only, the panic of one that {@link #go} has started, as its cause: now and from then on
     */
    public void await() {
        Park.switchPoint();
        if (count == 0) {
            throwPanic();
            return;
        }
        Waiter w = Sema.waiter("sync: WaitGroup.await was interrupted");
        lock.lock();
        waiting = true;
        if (count == 0) {
            waiting = !waiters.isEmpty();
            lock.unlock();
            throwPanic();
            return;
        }
        waiters.add(w);
        lock.unlock();
        Sema.await(w, waiters, lock, WaitReason.WAITGROUP_WAIT, "sync: WaitGroup.await was interrupted");
        if (count != 0) {
            throw new Panic("sync: WaitGroup is reused before previous Wait has returned");
        }
        throwPanic();
    }

    /** A goroutine of the group has ended by an exception, a panic unless it is null. */
    private void ended(@Nullable Throwable t) {
        if (t != null) {
            lock.panic = t;
        }
        done();
    }

    private void throwPanic() {
        Throwable t = lock.panic;
        if (t != null) {
            throw new Panic(t);
        }
    }

    /**
     * Starts a goroutine that the group counts: until {@code body} returns or calls {@code goexit}. If {@code body} throws, that is a
     * panic, as in every goroutine. It ends a whole program; elsewhere {@link #await} throws it after it was reported, so that nobody
     * takes the work for done, and nobody waits for ever.
     *
     * @param body what to run
     * @return the goroutine, for looking at
     */
    public Goroutine go(GoBody body) {
        Objects.requireNonNull(body, "sync: no body");
        add(1);
        try {
            return Go4j.go(new Task(this, body));
        } catch (Throwable t) { // a hook's, or after the shutdown: nobody was started
            done();
            throw t;
        }
    }

    private record Task(WaitGroup group, GoBody body) implements GoBody, Wrapped {
        @Override
        public void run() throws Exception {
            try {
                body.run();
            } catch (Throwable t) {
                Sched.atEnd(group::ended);
                throw t;
            }
            group.done();
        }

        @Override
        public Object wrapped() {
            return body;
        }
    }
}
