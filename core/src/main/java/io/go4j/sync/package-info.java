// SPDX-License-Identifier: Apache-2.0
/**
 * Waiting for groups of goroutines, and mutual exclusion. (Go: package sync.)
 *
 * <p>Nouns: {@link io.go4j.sync.WaitGroup}, {@link io.go4j.sync.Mutex}, {@link io.go4j.sync.Once}. None has an owner and none is
 * reentrant; all may be used by ordinary threads too.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>{@code done} happens-before the return of an {@code await} that it lets go on; the n-th {@code unlock} happens-before the return of
 * every later {@code lock}; the return of the action of a {@code Once} happens-before the return of every {@code run}.
 */
@NullMarked
package io.go4j.sync;

import org.jspecify.annotations.NullMarked;
