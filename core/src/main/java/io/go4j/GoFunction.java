// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import org.jspecify.annotations.Nullable;

/**
 * Maps a value; may throw checked exceptions.
 *
 * @param <T> what it takes
 * @param <R> what it gives
 */
@FunctionalInterface
public interface GoFunction<T extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Returns what {@code value} is mapped to.
     *
     * @param value the value
     * @return the result
     * @throws Exception anything
     */
    R apply(T value) throws Exception;
}
