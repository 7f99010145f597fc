// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.FatalError;
import io.go4j.GoInterruptedException;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Outcome;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import io.go4j.sched.Sched;
import io.go4j.timer.Clock;
import java.util.concurrent.TimeUnit;

/** What the types of this package have in common: waiting in a queue under a lock. (Go: sema.go.) */
final class Sema {
    private Sema() {}

    /** Makes the record of a call that is about to wait. */
    static Waiter waiter(String interrupted) {
        if (Park.mayNotBlock()) {
            throw new GoInterruptedException(interrupted);
        }
        return new Waiter(null);
    }

    /**
     * Waits until {@code w}, which stands in {@code queue} under {@code lock}, is readied. If interrupted before that,
     * takes it out and throws.
     */
    static void await(Waiter w, WaitQueue queue, SpinLock lock, WaitReason reason, String interrupted) {
        await(w, queue, lock, reason, Park.NO_DEADLINE, interrupted);
    }

    /**
     * The same until {@code deadline}, by {@code Clock}.
     *
     * @return false if that came first; {@code w} is taken out then
     */
    static boolean await(Waiter w, WaitQueue queue, SpinLock lock, WaitReason reason, long deadline, String interrupted) {
        Outcome outcome = Park.await(w, queue, lock, reason, deadline);
        if (outcome == Outcome.INTERRUPTED) {
            throw new GoInterruptedException(interrupted);
        }
        return outcome == Outcome.DONE;
    }

    static void ready(Waiter w) {
        Park.ready(w);
    }

    /** Readies all in {@code woken}, whose calls are decided, first come first. No lock held. */
    static void readyAll(WaitQueue woken) {
        for (Waiter w = woken.takeFirst(); w != null; w = woken.takeFirst()) {
            Park.ready(w);
        }
    }

    /** Moves all who can still be served from {@code waiters} to a queue of their own. The lock of {@code waiters} held. */
    static WaitQueue claimAll(WaitQueue waiters) {
        WaitQueue claimed = new WaitQueue();
        for (Waiter w = waiters.claimFirst(); w != null; w = waiters.claimFirst()) {
            claimed.add(w);
        }
        return claimed;
    }

    /** Turns our exception for an interrupt into the JDK's, for the methods of its interfaces; clears the status as those do. */
    static InterruptedException checked(GoInterruptedException e) {
        Thread.interrupted();
        InterruptedException checked = new InterruptedException(e.getMessage());
        checked.initCause(e);
        return checked;
    }

    /** For the methods of the JDK's interfaces that throw at once if the thread is interrupted. */
    static void throwIfInterrupted(String interrupted) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(interrupted);
        }
    }

    /** The deadline that is {@code time} from now, by {@code Clock}. */
    static long deadline(long time, TimeUnit unit) {
        return Clock.after(unit.toNanos(time));
    }

    /** Lets a checked exception of user code pass as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> RuntimeException rethrow(Throwable t) throws E {
        throw (E) t;
    }

    /** Misuse after which nothing can be trusted: ends a whole program, is thrown elsewhere. */
    static FatalError fatal(String message) {
        FatalError e = new FatalError(message);
        Sched.fatal(e);
        return e;
    }
}
