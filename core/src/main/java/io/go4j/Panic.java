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
        super(null, value instanceof Throwable t ? t : null); // no text yet: who panics must not fail by what the value says of itself
        this.value = value;
    }

    /**
     * Returns the text of the value, as the value gives it now.
     *
     * @return what its {@code toString} returns; if that fails, its class and the class of that failure
     */
    @Override
    public String getMessage() {
        Object v = value;
        if (v == null) {
            return "panic called with nil argument";
        }
        try {
            return String.valueOf(v);
        } catch (Throwable inToString) {
            return v.getClass().getName() + " (its toString failed: " + inToString.getClass().getName() + ")";
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
