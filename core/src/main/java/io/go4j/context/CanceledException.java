// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/** {@code context canceled}: somebody cancelled it. (Go: context.Canceled.) */
public final class CanceledException extends ContextException {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = "context canceled";

    CanceledException() {
        super(TEXT);
    }

    /**
     * One with a stack trace.
     *
     * @param cause what {@link Context#cause} says, or null
     */
    public CanceledException(@Nullable Throwable cause) {
        super(TEXT, unlessConstant(cause));
    }

    @Override
    ContextException here(@Nullable Throwable cause) {
        return new CanceledException(cause);
    }
}
