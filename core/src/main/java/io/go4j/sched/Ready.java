// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/**
 * What stands on a run queue: a goroutine that has not started, a stack that can go on, or a JDK virtual thread that was
 * started by a goroutine.
 */
abstract sealed class Ready permits G, Stack, ForeignThread {
    /** The one behind it in the {@link GlobalRunQueue}, or itself; null if it does not stand there. Guarded by the lock of Sched. */
    @Nullable Ready next;
}
