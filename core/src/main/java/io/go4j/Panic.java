// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import org.jspecify.annotations.Nullable;

/**
 * A panic: what {@link Go4j#panic} throws, and what misuse of a channel throws with Go's words. If nobody catches it, it ends a program
 * that was started with {@link Go4j#main}, and is reported elsewhere.
 */
public class Panic extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What {@link Go4j#panic} was given. */
    @SuppressWarnings("serial") // a panic may carry anything
    private final @Nullable Object value;

    /**
     * A panic with {@code value}.
     *
     * @param value what it carries; its text is the message
     */
    public Panic(@Nullable Object value) {
        super(value == null ? "panic called with nil argument" : text(value), value instanceof Throwable t ? t : null);
        this.value = value;
    }

    /** A value that cannot say what it is must not take the place of the panic. */
    private static String text(Object value) {
        try {
            return String.valueOf(value.toString());
        } catch (Throwable t) {
            return value.getClass().getName() + " (its toString failed: " + t.getClass().getName() + ")";
        }
    }

    /**
     * Returns what the panic carries.
     *
     * @return the value given to {@link Go4j#panic}, possibly null
     */
    public @Nullable Object value() {
        return value;
    }
}
