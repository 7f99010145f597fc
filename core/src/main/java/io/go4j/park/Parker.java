// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import io.go4j.sched.Wait;
import org.jspecify.annotations.Nullable;

/**
 * A call that may block: a {@link Wait} that may have places in queues. A plain call is its own {@link Waiter}; a select has one for each
 * case.
 */
public class Parker extends Wait {
    /** Select: the case that was claimed. Written by who claims, read after done. */
    @Nullable Waiter winner;

    /** Makes the record of a call by the current thread. */
    public Parker() {}

    /** The record of one case: the call's own record is {@code of}. */
    Parker(Parker of) {
        super(of);
    }

    /** Returns the case that was claimed by a partner; null if the caller gave up. The caller, after done. */
    public final @Nullable Waiter winner() {
        return winner;
    }
}
