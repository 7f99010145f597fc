// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/**
 * Ends the goroutine that called {@link Go4j#goexit}; thrown for its way through {@code finally} blocks and {@link Defer}s. Do not catch
 * it without throwing it again. It has no stack trace and is never reported.
 */
public final class GoexitError extends Error {
    private static final long serialVersionUID = 1L;

    GoexitError() {
        super("goexit", null, true, false); // a panic of a deferred call travels as a suppressed exception
    }
}
