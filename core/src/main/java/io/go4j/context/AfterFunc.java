// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

/** A function that waits for the end of a context. */
@FunctionalInterface
public interface AfterFunc {
    /**
     * Takes the function back. Does not wait for it if it runs.
     *
     * @return true if this call keeps it from running; false: it was started, or stopped before
     */
    boolean stop();
}
