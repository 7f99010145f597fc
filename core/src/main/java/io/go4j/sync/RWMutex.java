// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.FatalError;
import io.go4j.GoInterruptedException;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * Many readers or one writer.
 *
 * {@snippet file="sync/RWMutexCache.java" region="rwmutex"}
 *
 * <p>A writer that waits keeps new readers out, so that it comes to its turn; when it unlocks, all readers that came meanwhile go before
 * the next writer. So a goroutine must not read-lock twice: with a writer between, that waits for ever. There is no upgrade and no
 * downgrade. Like {@link Mutex} it has no owner, and waiting for it cannot be interrupted but through the methods of {@link Lock} that say
 * so. In dumps a reader waits in {@code sync.RWMutex.RLock}, a writer for readers in {@code sync.RWMutex.Lock}, a writer for another in
 * {@code sync.Mutex.Lock}.
 *
 * <p>The object itself is the {@link Lock} of the writers; {@link #readLock} is that of the readers.
 *
 * <p>Memory effects: an {@link #unlock} happens-before the return of every later {@link #rLock} and {@link #lock}; an {@link #rUnlock}
 * happens-before the return of the next {@code lock}. (Go: sync.RWMutex.)
 */
public final class RWMutex implements Lock, ReadWriteLock {
    /*
     * state is the number of readers and two bits. WRITER: a writer holds it, or waits for the readers to leave. QUEUED: readers wait for
     * that writer. A reader enters by adding one, leaves by taking it off, and looks only at the sign. Who finds WRITER set on the way in
     * takes his one off again and queues; his transient one can delay the writer, but not mislead it, since whoever brings the number to
     * zero looks again under `lock`.
     *
     * Go keeps the readers that a writer found in a second counter and lets readers that came later wait in the first. With that, a writer
     * which gives up (tryLock with a time, lockInterruptibly) cannot know how many of the readers it counted are already on their way
     * out. Here nothing was counted, so it just takes WRITER away.
     *
     * Y3  WRITER is set only by the holder of `writers`
     * Y4  QUEUED is set whenever `readers` is not empty and `lock` is free; then WRITER is set too
     * Y5  while `pending` waits, somebody who reads now, or is just leaving, will come to wake it
     */
    private static final int WRITER = Integer.MIN_VALUE;
    private static final int QUEUED = 1 << 30;
    private static final int READERS = QUEUED - 1;

    private static final String INTERRUPTED = "sync: RWMutex.lock was interrupted";
    private static final String R_INTERRUPTED = "sync: RWMutex.rLock was interrupted";

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(RWMutex.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;
    private final Mutex writers = new Mutex();
    private final Lock readLock = new ReadLock(this);

    // guarded by `lock`
    private final SpinLock lock = new SpinLock();
    private final WaitQueue readers = new WaitQueue();
    private final WaitQueue pending = new WaitQueue(); // one writer at most

    /** Makes an unlocked one. */
    public RWMutex() {}

    // --- readers ---

    /** Locks for reading; waits while a writer holds it or waits. */
    public void rLock() {
        Park.switchPointOfMany();
        if ((int) STATE.getAndAdd(this, 1) < 0) {
            rLockUninterruptibly(); // split so that the fast path inlines
        }
    }

    private void rLockUninterruptibly() {
        Park.mask();
        try {
            rLockSlow(Park.NO_DEADLINE);
        } finally {
            Park.unmask();
        }
    }

    /**
     * Locks for reading if that is possible now.
     *
     * @return false if a writer holds it or waits
     */
    public boolean tryRLock() {
        Park.switchPointOfMany();
        for (int s = state; s >= 0; s = state) {
            if (STATE.compareAndSet(this, s, s + 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean rLockOrThrow(long deadline) throws InterruptedException {
        Park.switchPointOfMany();
        try {
            return (int) STATE.getAndAdd(this, 1) >= 0 || rLockSlow(deadline);
        } catch (GoInterruptedException e) {
            throw Sema.checked(e);
        }
    }

    /** A writer was there; our one in `state` must come off again. Returns false if {@code deadline} came first. */
    private boolean rLockSlow(long deadline) {
        do {
            leave();
            Waiter w = Sema.waiter(R_INTERRUPTED);
            if (enqueue(w)) {
                return awaitTurn(w, deadline);
            }
        } while ((int) STATE.getAndAdd(this, 1) < 0);
        return true;
    }

    /** Returns whether {@code w} waits for the writer now; false: there is none any more. */
    private boolean enqueue(Waiter w) {
        lock.lock();
        int s;
        do {
            s = state;
        } while (s < 0 && !STATE.compareAndSet(this, s, s | QUEUED));
        if (s < 0) {
            readers.add(w); // Y4
        }
        lock.unlock();
        return s < 0;
    }

    private boolean awaitTurn(Waiter w, long deadline) {
        boolean inTime = false;
        try {
            inTime = Sema.await(w, readers, lock, WaitReason.RWMUTEX_RLOCK, deadline, R_INTERRUPTED);
        } finally {
            if (!inTime) {
                gaveUpReading();
            }
        }
        return inTime;
    }

    private void gaveUpReading() {
        lock.lock();
        if (readers.isEmpty()) {
            STATE.getAndBitwiseAnd(this, ~QUEUED); // Y4
        }
        lock.unlock();
    }

    /**
     * Undoes one {@link #rLock}.
     *
     * @throws FatalError {@code sync: RUnlock of unlocked RWMutex}
     */
    public void rUnlock() {
        Park.switchPoint();
        int s = (int) STATE.getAndAdd(this, -1);
        if (s <= 0) {
            rUnlockSlow(s);
        }
    }

    private void rUnlockSlow(int s) {
        if ((s & READERS) == 0) {
            STATE.getAndAdd(this, 1);
            throw Sema.fatal("sync: RUnlock of unlocked RWMutex");
        }
        wakeWriterIfLast(s);
    }

    private void leave() {
        wakeWriterIfLast((int) STATE.getAndAdd(this, -1));
    }

    /** {@code s} is the state before a reader left. */
    private void wakeWriterIfLast(int s) {
        if (s >= 0 || (s & READERS) != 1) {
            return;
        }
        lock.lock();
        Waiter writer = (state & READERS) == 0 ? pending.claimFirst() : null; // Y5: or who is in now will come here
        lock.unlock();
        if (writer != null) {
            Sema.ready(writer);
        }
    }

    // --- the writer ---

    /** Locks for writing; waits for another writer, then for the readers. */
    @Override
    public void lock() {
        Park.switchPointOfMany();
        lockChecked();
    }

    /** The same, for who has made sure that there is stack enough. */
    void lockChecked() {
        writers.lockChecked();
        if (!STATE.compareAndSet(this, 0, WRITER)) {
            lockUninterruptibly();
        }
    }

    private void lockUninterruptibly() {
        Park.mask();
        try {
            awaitReaders(Park.NO_DEADLINE);
        } finally {
            Park.unmask();
        }
    }

    /**
     * Locks for writing; waits until that is possible or the thread is interrupted.
     *
     * @throws InterruptedException if the thread is interrupted now or while it waits; nothing is locked by this call then, readers that
     *     waited for it go on, and the interrupt status is cleared
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        writers.lockInterruptibly();
        awaitReadersOrThrow(Park.NO_DEADLINE);
    }

    /**
     * Locks for writing if that is possible now.
     *
     * @return false if a reader or a writer holds it, or a writer waits
     */
    @Override
    public boolean tryLock() {
        if (!writers.tryLock()) {
            return false;
        }
        if (STATE.compareAndSet(this, 0, WRITER)) {
            return true;
        }
        writers.unlockChecked();
        return false;
    }

    /**
     * Locks for writing if that is possible in time.
     *
     * @param time how long to wait; zero or less: not at all
     * @param unit the unit of {@code time}
     * @return whether it is locked for writing now by this call; if not, readers that waited for it go on
     * @throws InterruptedException as {@link #lockInterruptibly}
     */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (time <= 0) {
            Sema.throwIfInterrupted(INTERRUPTED);
            return tryLock();
        }
        long deadline = Sema.deadline(time, unit);
        return writers.tryLock(time, unit) && awaitReadersOrThrow(deadline);
    }

    private boolean awaitReadersOrThrow(long deadline) throws InterruptedException {
        try {
            return STATE.compareAndSet(this, 0, WRITER) || awaitReaders(deadline);
        } catch (GoInterruptedException e) {
            throw Sema.checked(e);
        }
    }

    /** Announces the writer, who holds `writers`, and waits for the readers that are in. Returns false if {@code deadline} came first. */
    private boolean awaitReaders(long deadline) {
        boolean inTime = false;
        try {
            Waiter w = Sema.waiter(INTERRUPTED);
            lock.lock();
            if ((int) STATE.getAndAdd(this, WRITER) == 0) {
                lock.unlock();
                inTime = true;
                return true;
            }
            pending.add(w);
            lock.unlock();
            inTime = Sema.await(w, pending, lock, WaitReason.RWMUTEX_LOCK, deadline, INTERRUPTED);
            return inTime;
        } finally {
            if (!inTime) {
                release();
            }
        }
    }

    /**
     * Unlocks a lock for writing. All readers that have come meanwhile go on before another writer.
     *
     * @throws FatalError {@code sync: Unlock of unlocked RWMutex}
     */
    @Override
    public void unlock() {
        Park.switchPoint();
        unlockChecked();
    }

    /** The same, for who has made sure that there is stack enough. */
    void unlockChecked() {
        if (STATE.compareAndSet(this, WRITER, 0)) {
            writers.unlockChecked();
            return;
        }
        if (state >= 0 || !pending.isEmpty()) {
            throw Sema.fatal("sync: Unlock of unlocked RWMutex");
        }
        release();
    }

    /** The writer goes, or does not come: lets the readers in that wait for it, then the next writer. */
    private void release() {
        lock.lock();
        int n = 0;
        WaitQueue let = new WaitQueue();
        for (Waiter w = readers.claimFirst(); w != null; w = readers.claimFirst()) {
            let.add(w);
            n++;
        }
        int s;
        do {
            s = state;
        } while (!STATE.compareAndSet(this, s, (s & READERS) + n)); // Y4
        lock.unlock();
        Sema.readyAll(let);
        writers.unlockChecked();
    }

    // --- as the JDK's locks ---

    /**
     * Returns a condition to wait for with this locked for writing.
     *
     * @return a condition over a {@link Cond}
     */
    @Override
    public Condition newCondition() {
        return new LockCondition(this);
    }

    /**
     * Returns the lock of the readers: {@code lock} is {@link #rLock}, {@code unlock} is {@link #rUnlock}. It has no conditions. (Go:
     * RWMutex.RLocker.)
     *
     * @return always the same object
     */
    @Override
    public Lock readLock() {
        return readLock;
    }

    /**
     * Returns the lock of the writers.
     *
     * @return this object
     */
    @Override
    public Lock writeLock() {
        return this;
    }

    private record ReadLock(RWMutex rw) implements Lock {
        @Override
        public void lock() {
            rw.rLock();
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            Sema.throwIfInterrupted(R_INTERRUPTED);
            rw.rLockOrThrow(Park.NO_DEADLINE);
        }

        @Override
        public boolean tryLock() {
            return rw.tryRLock();
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            Sema.throwIfInterrupted(R_INTERRUPTED);
            return rw.tryRLock() || (time > 0 && rw.rLockOrThrow(Sema.deadline(time, unit)));
        }

        @Override
        public void unlock() {
            rw.rUnlock();
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("sync: a lock for reading has no conditions");
        }
    }

    @Override
    public String toString() {
        int s = state;
        int reading = s & READERS;
        boolean writing = s < 0 && pending.isEmpty();
        return "rwmutex(" + (writing ? "locked for writing" : reading > 0 ? "readers: " + reading : "unlocked") + ")";
    }
}
