// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

/**
 * A function that waits for the end of a context. As the resource of a try statement it is stopped at the end of that:
 *
 * {@snippet file="context/CancelStatement.java" region="jdbc"}
 */
@FunctionalInterface
public interface AfterFunc extends AutoCloseable {
    /**
     * Takes the function back. Does not wait for it if it runs.
     *
     * @return true if this call keeps it from running; false: it was started, or stopped before
     */
    boolean stop();

    /** The same as {@link #stop}, for try statements. */
    @Override
    default void close() {
        stop();
    }
}
