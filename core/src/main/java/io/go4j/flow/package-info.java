// SPDX-License-Identifier: Apache-2.0
/**
 * What programs made of goroutines and channels need again and again, and where they meet the JDK's own ways: streams, iterators, futures,
 * {@link java.util.concurrent.Flow}.
 *
 * <p>Nouns: {@link io.go4j.flow.Pipes} connects channels; {@link io.go4j.flow.Broadcast} sends to many; {@link io.go4j.flow.RateLimiter}
 * spreads work over time; {@link io.go4j.flow.Futures} and {@link io.go4j.flow.Flows} turn channels into futures and publishers, and back.
 *
 * <p>Whatever here starts goroutines takes a {@link io.go4j.context.Context}, or is closeable, and ends them all with it.
 *
 * <p>What is not here: {@code stream()} and the iterator of a channel, which it has itself ({@link io.go4j.RecvChan}).
 *
 * <h2>Memory consistency</h2>
 *
 * <p>A value that passes through brings what was done before it was sent along, as with a channel.
 */
@NullMarked
package io.go4j.flow;

import org.jspecify.annotations.NullMarked;
