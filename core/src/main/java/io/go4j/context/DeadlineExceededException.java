// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/** {@code context deadline exceeded}: its time ran out. (Go: context.DeadlineExceeded.) */
public final class DeadlineExceededException extends ContextException {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = "context deadline exceeded";

    DeadlineExceededException() {
        super(TEXT);
    }

    /**
     * One with a stack trace.
     *
     * @param cause what {@link Context#cause} says, or null
     */
    public DeadlineExceededException(@Nullable Throwable cause) {
        super(TEXT, unlessConstant(cause));
    }

    @Override
    ContextException here(@Nullable Throwable cause) {
        return new DeadlineExceededException(cause);
    }
}
