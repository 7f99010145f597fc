// SPDX-License-Identifier: Apache-2.0
/**
 * Channels and select. (Go: chan.go, select.go, and the timer channels of time.go.)
 *
 * <p>Nouns: {@link io.go4j.chan.Hchan} (a channel, under its own lock), {@link io.go4j.chan.Selection} (one run of a select),
 * {@link io.go4j.chan.ChanTimer} (a timer or ticker behind a channel).
 *
 * <p>Life of a send: lock; if a receiver waits, hand it the value, unlock, ready it; else if the ring has room, put it there, unlock;
 * else queue a Waiter, unlock, park; a receiver, a close or an interrupt ends the wait.
 *
 * <p>Invariants: C1-C5 in {@code Hchan}, L1-L3 in {@code Selection}.
 *
 * <p>What is not here: exceptions and their words (the face turns results into panics), waiting ({@code park}).
 */
@NullMarked
package io.go4j.chan;

import org.jspecify.annotations.NullMarked;
