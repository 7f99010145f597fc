// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/**
 * A blocked call was interrupted and did not take place: nothing was sent, received or locked. The thread's interrupt status is set.
 * Thrown only if no partner had committed to the operation before.
 */
public final class GoInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception that names the call.
     *
     * @param message which call was interrupted
     */
    public GoInterruptedException(String message) {
        super(message);
    }
}
