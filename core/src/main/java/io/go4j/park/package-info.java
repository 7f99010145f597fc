// SPDX-License-Identifier: Apache-2.0
/**
 * The one door for anything that blocks. (Go: gopark and goready, sudog, the queues of sema.go.)
 *
 * <p>Nouns: a {@link io.go4j.park.Parker} is one blocked call, over {@link io.go4j.sched.Wait}, which knows whether it is over; a {@link
 * io.go4j.park.Waiter} its place in one {@link io.go4j.park.WaitQueue} (a select has several); {@link io.go4j.park.Park} is the door, and
 * {@link io.go4j.park.Outcome} tells how an operation ended. {@link io.go4j.park.Contention} adds up how long was waited where, for the
 * block and the mutex profile; a {@link io.go4j.park.WaitObserver} is
 * told of each wait, for the flight recorder.
 *
 * <p>Life of a wait: the caller makes a Waiter and queues it under the lock of what it waits for, releases the lock, and calls {@code
 * Park.await}. A partner takes the Waiter off the queue under the same lock ({@code claimFirst}), completes the operation in its fields,
 * releases the lock, and calls {@code Park.ready}. A caller that is interrupted or out of time takes its own Waiter off; if that is gone,
 * the partner was first and the operation counts: commit wins.
 *
 * <p>What is not here: what is waited for ({@code chan}, {@code sync}), who runs next ({@code sched}).
 */
@NullMarked
package io.go4j.park;

import org.jspecify.annotations.NullMarked;
