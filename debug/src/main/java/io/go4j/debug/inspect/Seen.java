// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import java.util.List;

/**
 * A goroutine as it was seen.
 *
 * @param info what go4j knows of it
 * @param frames its stack, innermost first, without what the JDK has on every stack of a virtual thread and what starts a goroutine
 * @param current where it is
 * @param user the same in the user's code
 * @param go where it was started
 * @param start the function with which it began
 * @param thread the thread that runs it, 0 if none does
 * @param system whether it belongs to the runtime
 */
public record Seen(
        GoroutineInfo info,
        List<StackTraceElement> frames,
        Spot current,
        Spot user,
        Spot go,
        Spot start,
        int thread,
        boolean system) {
    /** Makes a record that nobody can change. */
    public Seen {
        frames = List.copyOf(frames);
    }

    /**
     * Returns the id of the goroutine.
     *
     * @return the id
     */
    public long id() {
        return info.id();
    }

    /**
     * Returns whether it runs, so that its stack is not what it was.
     *
     * @return true if a thread runs it
     */
    public boolean isRunning() {
        return info.status() == GoroutineStatus.RUNNING || info.status() == GoroutineStatus.SYSCALL;
    }
}
