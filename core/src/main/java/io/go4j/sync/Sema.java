// SPDX-License-Identifier: Apache-2.0
package io.go4j.sync;

import io.go4j.FatalError;
import io.go4j.GoInterruptedException;
import io.go4j.carrier.SpinLock;
import io.go4j.diag.WaitReason;
import io.go4j.park.Park;
import io.go4j.park.WaitQueue;
import io.go4j.park.Waiter;
import io.go4j.sched.Sched;

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
        Park.Outcome outcome;
        try {
            outcome = Park.await(w, reason, Park.NO_DEADLINE);
        } catch (Throwable t) { // no memory to park
            if (withdraw(w, queue, lock)) {
                throw t;
            }
            outcome = Park.Outcome.INTERRUPTED;
        }
        if (outcome == Park.Outcome.DONE) {
            return;
        }
        if (withdraw(w, queue, lock)) {
            throw new GoInterruptedException(interrupted);
        }
        Park.awaitDecided(w); // commit wins
    }

    private static boolean withdraw(Waiter w, WaitQueue queue, SpinLock lock) {
        lock.lock();
        boolean mine = queue.remove(w);
        lock.unlock();
        return mine;
    }

    static void ready(Waiter w) {
        Park.ready(w);
    }

    /** Misuse after which nothing can be trusted: ends a whole program, is thrown elsewhere. */
    static FatalError fatal(String message) {
        FatalError e = new FatalError(message);
        Sched.fatal(e);
        return e;
    }
}
