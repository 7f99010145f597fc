// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import java.util.Objects;

/**
 * Names a value in a {@link Context}. Two keys are never equal, whatever they are called: keep one in a constant, and give it only to those
 * who may see the value.
 *
 * @param <T> the type of the value
 */
@SuppressWarnings("UnusedTypeParameter") // it is what Context.value gives
public final class Key<T> {
    private final String name;

    private Key(String name) {
        this.name = name;
    }

    /**
     * Makes a key.
     *
     * @param <T> the type of the value
     * @param name what to call it where a context is printed
     * @return a key that is equal to no other
     */
    public static <T> Key<T> of(String name) {
        return new Key<>(Objects.requireNonNull(name, "context: no name"));
    }

    @Override
    public String toString() {
        return name;
    }
}
