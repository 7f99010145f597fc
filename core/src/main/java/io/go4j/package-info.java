// SPDX-License-Identifier: Apache-2.0
/**
 * Goroutines, channels and select: what programs are written with. Import {@link io.go4j.Go4j} statically.
 *
 * <p>Nouns: a {@link io.go4j.Goroutine}, started with {@link io.go4j.Go4j#go}; a {@link io.go4j.Chan} with its sides {@link
 * io.go4j.SendChan} and {@link io.go4j.RecvChan}; a {@link io.go4j.Case} of a {@link io.go4j.Go4j#select}; {@link io.go4j.GoRuntime}.
 *
 * <p>Everything that blocks may be called by goroutines, platform threads and the JDK's own virtual threads alike. Timeouts are least
 * times.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>What is done before the first happens-before what is done after the second:
 *
 * <ul>
 *   <li>{@code go}, and the start of the goroutine's body;
 *   <li>a send, and the return of the receive that takes its value;
 *   <li>a receive from an unbuffered channel, and the return of the send whose value it takes;
 *   <li>the k-th receive from a channel of capacity C, and the return of the (k+C)-th send;
 *   <li>close, and a receive that sees the channel closed, or the failure of a send that was waiting.
 * </ul>
 *
 * <p>An operation performed by {@code select} has the same effects. A failed attempt, the default of a select, {@code len} and {@code
 * cap} have none; nor has the end of a goroutine.
 *
 * <p>What is not here: locks and groups ({@link io.go4j.sync}), timers ({@link io.go4j.time}), records for tools ({@link io.go4j.diag}).
 */
@NullMarked
package io.go4j;

import org.jspecify.annotations.NullMarked;
