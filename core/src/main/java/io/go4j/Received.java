// SPDX-License-Identifier: Apache-2.0
package io.go4j;

/**
 * What a receive that does not have to succeed came to.
 *
 * @param <T> the type of the channel's values
 */
public sealed interface Received<T> {
    /**
     * A value was taken.
     *
     * @param <T> the type of the channel's values
     * @param value the value, not null
     */
    record Value<T>(T value) implements Received<T> {}

    /**
     * The channel is closed and drained: there will never be a value.
     *
     * @param <T> the type of the channel's values
     */
    record Closed<T>() implements Received<T> {}

    /**
     * There was nothing to take now, or in time.
     *
     * @param <T> the type of the channel's values
     */
    record Empty<T>() implements Received<T> {}
}
