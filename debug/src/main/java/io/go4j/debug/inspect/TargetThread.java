// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.util.List;

/**
 * A thread of the operating system.
 *
 * @param id its number there
 * @param name its name there
 * @param spot where it is
 * @param goroutine the id of the goroutine that it runs, 0 if none
 * @param frames its stack, innermost first; none if it runs no Java code
 */
public record TargetThread(int id, String name, Spot spot, long goroutine, List<StackTraceElement> frames) {
    /** Makes a record that nobody can change. */
    public TargetThread {
        frames = List.copyOf(frames);
    }
}
