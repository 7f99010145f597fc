// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/** A context that can be cancelled. */
public sealed interface CancelContext extends Context, AutoCloseable permits CancelNode {
    /**
     * Cancels this context and all below it, before it returns. Does not wait for the work that is done for them. Later calls, and all if
     * the context has ended otherwise, do nothing, but they too return when all below have ended.
     */
    default void cancel() {
        cancel(null);
    }

    /**
     * The same with a cause, which {@link Context#cause} then is here and below; {@link Context#err} is {@code context canceled} all the
     * same.
     *
     * @param cause null: {@link Context#CANCELED}
     */
    void cancel(@Nullable Throwable cause);

    /** The same as {@link #cancel()}. */
    @Override
    default void close() {
        cancel(null);
    }
}
