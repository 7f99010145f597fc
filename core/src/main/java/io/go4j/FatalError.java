// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/**
 * A mistake after which the program's state cannot be trusted, such as unlocking a mutex that is not locked. In a program started with
 * {@link Go4j#main} it ends the process and cannot be caught; elsewhere it is thrown.
 */
public class FatalError extends Error {
    private static final long serialVersionUID = 1L;

    /**
     * An error with this text.
     *
     * @param message what happened, in Go's words
     */
    public FatalError(String message) {
        super(message);
    }
}
