// SPDX-License-Identifier: Apache-2.0
/**
 * The only room that opens {@code java.lang}: a virtual thread as a goroutine's stack.
 *
 * <p>Nouns: the hook ({@link io.go4j.carrier.Carrier}) and the lock of the runtime ({@link io.go4j.carrier.SpinLock}), which lives here
 * because giving way to another operating-system thread while a virtual thread stays mounted is an internal of the JDK. For looking: {@link
 * io.go4j.carrier.StackTable}, stacks of very many threads, {@link io.go4j.carrier.Locks}, who holds the JDK's locks, {@link
 * io.go4j.carrier.OsThread}, what the kernel says of a thread, and {@link io.go4j.carrier.Hooks}, the program's shutdown hooks.
 *
 * <p>This is the seam for a later JDK: when the official scheduler interface for virtual threads arrives, a second back end takes its place
 * behind the same methods, and no other room changes. What is not here: any decision about who runs when (see {@code sched}).
 */
@NullMarked
package io.go4j.carrier;

import org.jspecify.annotations.NullMarked;
