// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a channel ({@code <-chan T}). Iterating over it receives until it is closed and drained.
 *
 * @param <T> the type of the values
 */
public sealed interface RecvChan<T> extends Iterable<T> permits Chan {
    /**
     * Receives a value; waits until there is one or the channel is closed. Receivers are served in the order in which they came.
     *
     * {@snippet file="channels/PingPong.java" region="receive"}
     *
     * <p>Memory effects: see {@link SendChan#send} and {@link SendChan#close}.
     *
     * @return the value, or null if the channel is closed and drained
     * @throws GoInterruptedException if the thread is interrupted while, or when, the call would have to wait; no value was taken
     */
    @Nullable T receive();

    /**
     * Receives a value if that is possible without waiting. Use {@link #poll()} where "closed" and "nothing there" must be told apart.
     *
     * @return the value; null if there is none now, or the channel is closed and drained
     */
    @Nullable T tryReceive();

    /**
     * Receives if that is possible without waiting, and tells all outcomes apart.
     *
     * @return a {@link Received.Value}, {@link Received.Closed} or {@link Received.Empty}
     */
    Received<T> poll();

    /**
     * Receives, waiting at most {@code timeout}, and tells all outcomes apart.
     *
     * @param timeout how long to wait; zero or less: not at all
     * @return a {@link Received.Value}, {@link Received.Closed}, or {@link Received.Empty} if none came in time
     * @throws GoInterruptedException as {@link #receive}
     */
    Received<T> poll(Duration timeout);

    /**
     * Returns whether close was called; there may still be values to receive. See {@link SendChan#isClosed}.
     *
     * @return whether it is closed
     */
    boolean isClosed();

    /**
     * Returns the number of values in the buffer; a snapshot.
     *
     * @return 0 to {@link #cap}; always 0 for the channel of a timer
     */
    int len();

    /**
     * Returns the size of the buffer.
     *
     * @return 0 for an unbuffered channel and for the channel of a timer
     */
    int cap();

    /**
     * Returns the values to come as a sequential, ordered stream that ends when the channel is closed and drained. Closing the stream
     * does not close the channel. The stream takes values as its consumer asks for them.
     *
     * @return the stream
     */
    Stream<T> stream();

    /**
     * A case of a {@code select} that receives.
     *
     * @return a case whose result is the value (null: closed and drained), or what it is mapped to
     */
    RecvCase<T, @Nullable T> receiving();

    /**
     * A case of a {@code select} that receives, then runs {@code body} with the value (null: closed and drained).
     *
     * @param body what to do with the value
     * @return the case
     */
    default Case<Void> onReceive(GoConsumer<? super T> body) {
        return receiving().run(body);
    }
}
