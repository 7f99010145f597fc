// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.GoInterruptedException;
import io.go4j.park.Park;
import io.go4j.timer.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** What {@link Cond} does, as the JDK's interface wants it: an interrupt is a checked exception that clears the status. */
@SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"}) // the loop is the caller's; the interface wants a Date
final class LockCondition implements Condition {
    private final Lock lock;
    private final NotifyList list = new NotifyList();

    LockCondition(Lock lock) {
        this.lock = lock;
    }

    private boolean awaitSignal(long deadline) throws InterruptedException {
        Sema.throwIfInterrupted(NotifyList.INTERRUPTED);
        try {
            return list.await(lock, deadline);
        } catch (GoInterruptedException e) {
            throw Sema.checked(e);
        }
    }

    @Override
    public void await() throws InterruptedException {
        awaitSignal(Park.NO_DEADLINE);
    }

    @Override
    public void awaitUninterruptibly() {
        Park.mask();
        try {
            list.await(lock, Park.NO_DEADLINE);
        } finally {
            Park.unmask();
        }
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long deadline = Clock.after(nanosTimeout);
        awaitSignal(deadline);
        return nanosTimeout <= 0 ? nanosTimeout : deadline - Clock.nanos();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitSignal(Sema.deadline(time, unit));
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return awaitSignal(Clock.at(Clock.untilWall(Instant.ofEpochMilli(deadline.getTime())))); // from here on by our clock
    }

    @Override
    public void signal() {
        list.one();
    }

    @Override
    public void signalAll() {
        list.all();
    }
}
