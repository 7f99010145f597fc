// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/**
 * Why a context has ended. {@link Context#err} gives {@link Context#CANCELED} or {@link Context#DEADLINE_EXCEEDED}; what is thrown has a
 * stack trace and a cause.
 */
public abstract sealed class ContextException extends RuntimeException permits CanceledException, DeadlineExceededException {
    private static final long serialVersionUID = 1L;

    ContextException(String message) {
        super(message, null, false, false);
    }

    ContextException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns one of the same kind for the caller to throw. */
    abstract ContextException here(@Nullable Throwable cause);

    /** A constant is not its own cause. */
    static @Nullable Throwable unlessConstant(@Nullable Throwable cause) {
        return cause == Context.CANCELED || cause == Context.DEADLINE_EXCEEDED ? null : cause;
    }
}
