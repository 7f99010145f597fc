// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import org.jspecify.annotations.Nullable;

/**
 * Gives a value; may throw checked exceptions.
 *
 * @param <R> what it gives
 */
@FunctionalInterface
public interface GoSupplier<R extends @Nullable Object> {
    /**
     * Returns a value.
     *
     * @return the value
     * @throws Exception anything
     */
    R get() throws Exception;
}
