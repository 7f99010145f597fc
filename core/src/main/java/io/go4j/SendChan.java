// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The sending side of a channel ({@code chan<- T}).
 *
 * @param <T> the type of the values
 */
public sealed interface SendChan<T> permits Chan {
    /**
     * Sends {@code value}. If a receiver waits, hands the value to it directly; else puts it into the buffer, if there is room; else
     * waits until a receiver comes. Senders are served in the order in which they came.
     *
     * {@snippet file="channels/PingPong.java" region="send"}
     *
     * <p>Memory effects: what was done before a send <i>happens-before</i> the return of the receive that takes the value. On an
     * unbuffered channel what was done before the receive also happens-before the return of the send; on a channel of capacity C the k-th
     * receive happens-before the return of the (k+C)-th send.
     *
     * @param value the value; the receiver gets the same object, so do not change it afterwards
     * @throws NullPointerException if the value is null: null is how a receiver sees a closed channel
     * @throws Panic {@code send on closed channel}, if the channel is closed, now or while this call waits; the value was not delivered
     * @throws GoInterruptedException if the thread is interrupted while, or when, the call would have to wait; the value was not delivered
     */
    void send(T value);

    /**
     * Sends {@code value} if that is possible without waiting.
     *
     * @param value the value
     * @return false if it would have to wait; that has no memory effect
     * @throws NullPointerException if the value is null
     * @throws Panic {@code send on closed channel}
     */
    boolean trySend(T value);

    /**
     * Sends {@code value}, waiting at most {@code timeout} for a receiver or for room.
     *
     * @param value the value
     * @param timeout how long to wait; zero or less: not at all
     * @return false if it was not taken in time; then it is not delivered later either
     * @throws NullPointerException if the value is null
     * @throws Panic {@code send on closed channel}, now or while this call waits
     * @throws GoInterruptedException as {@link #send}
     */
    boolean trySend(T value, Duration timeout);

    /**
     * Closes the channel: nothing more can be sent. Never waits. All waiting receivers, and all later ones once the buffer is drained,
     * see "closed"; all waiting senders fail. Closing is a message to the receivers, not a clean-up: a channel need not be closed.
     *
     * {@snippet file="channels/PingPong.java" region="close"}
     *
     * <p>Memory effects: the close happens-before the return of a receive that sees the channel closed.
     *
     * @throws Panic {@code close of closed channel}, {@code close of nil channel}
     */
    void close();

    /**
     * Returns whether {@link #close} was called, by whomever; there may still be values to receive. True also means that everything done
     * before the close is visible; false means nothing a moment later.
     *
     * @return whether it is closed
     */
    boolean isClosed();

    /**
     * Returns the number of values in the buffer. A snapshot, without memory effect; the values of waiting senders do not count.
     *
     * @return 0 to {@link #cap}
     */
    int len();

    /**
     * Returns the size of the buffer.
     *
     * @return 0 for an unbuffered channel
     */
    int cap();

    /**
     * A case of a {@code select} that sends {@code value}.
     *
     * @param value the value
     * @return a case whose result is {@link Unit#UNIT}, or what it is mapped to
     */
    SendCase<Unit> sending(T value);

    /**
     * A case of a {@code select} that sends what {@code value} gives, asked once in each run of the select, whichever case is chosen.
     *
     * @param value gives the value
     * @return a case whose result is {@link Unit#UNIT}, or what it is mapped to
     */
    SendCase<Unit> sending(Supplier<? extends T> value);

    /**
     * A case of a {@code select} that sends {@code value}, then runs {@code body}.
     *
     * @param value the value
     * @param body what to do after the send
     * @return the case
     */
    default Case<Void> onSend(T value, GoBody body) {
        return sending(value).run(body);
    }

    /**
     * A case of a {@code select} that sends what {@code value} gives, then runs {@code body}.
     *
     * @param value gives the value, once in each run of the select
     * @param body what to do after the send
     * @return the case
     */
    default Case<Void> onSend(Supplier<? extends T> value, GoBody body) {
        return sending(value).run(body);
    }
}
