// SPDX-License-Identifier: Apache-2.0
/**
 * For how long, and for whom, work is done: cancelling, deadlines and values of requests. (Go: package context.)
 *
 * <p>Nouns: a {@link io.go4j.context.Context} is handed down to all who work for a request; a {@link io.go4j.context.CancelContext} is one
 * that its maker can end; a {@link io.go4j.context.Key} names a value; {@link io.go4j.context.ContextException} says why it has ended.
 *
 * <p>Life of a cancel: {@code CancelNode.end} marks the node and takes its list of children under the lock, closes {@code done}, which
 * readies all who wait for it, and {@code Ending.tell} goes on with the children; then the node leaves the list of its parent. A
 * deadline is a timer that does the same in a goroutine of its own.
 *
 * <p>What is not here: waiting. Who waits for a context waits for its channel, in a {@code select}.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>{@code cancel} happens-before a receive from {@code done} that sees it closed, before the return of an {@code err} that is not null,
 * and before the function of an {@code afterFunc}.
 */
@NullMarked
package io.go4j.context;

import org.jspecify.annotations.NullMarked;
