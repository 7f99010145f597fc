// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import org.jspecify.annotations.Nullable;

/**
 * Takes a value; may throw checked exceptions.
 *
 * @param <T> what it takes
 */
@FunctionalInterface
public interface GoConsumer<T extends @Nullable Object> {
    /**
     * Takes {@code value}.
     *
     * @param value the value
     * @throws Exception anything
     */
    void accept(T value) throws Exception;
}
