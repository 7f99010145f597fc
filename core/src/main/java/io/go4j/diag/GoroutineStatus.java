// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.Locale;

/** What a goroutine does at the moment. */
public enum GoroutineStatus {
    /** On a run queue, waiting for a processor. */
    RUNNABLE,
    /** Executing. */
    RUNNING,
    /** In a call that blocks its thread: native code, a file, a class that another thread initialises. */
    SYSCALL,
    /** Blocked; its {@link WaitReason} says on what. */
    WAITING,
    /** Ended. */
    DEAD;

    /** Returns the word of the dump. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
