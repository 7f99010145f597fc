// SPDX-License-Identifier: Apache-2.0
/**
 * Waiting for groups of goroutines, mutual exclusion, things done once. (Go: package sync.)
 *
 * <p>Nouns: {@link io.go4j.sync.WaitGroup} waits for goroutines; {@link io.go4j.sync.Mutex} and {@link io.go4j.sync.RWMutex} exclude,
 * {@link io.go4j.sync.Cond} waits for what they guard; {@link io.go4j.sync.Once}, {@link io.go4j.sync.OnceFunc} and {@link
 * io.go4j.sync.OnceValue} do a thing once; a {@link io.go4j.sync.Pool} keeps objects for later; a {@link
 * io.go4j.sync.Semaphore} counts, an {@link io.go4j.sync.ErrGroup} waits for parts that may fail, {@link io.go4j.sync.SingleFlight} unites
 * callers, all three as in {@code golang.org/x/sync}. None has an owner and none is reentrant;
 * all may be used by ordinary threads too. For a map that goroutines share, use {@link java.util.concurrent.ConcurrentHashMap}; for
 * single variables, {@code java.util.concurrent.atomic}.
 *
 * <p>Life of a lock that is taken: the caller loses the compare-and-set, makes a {@code Waiter}, queues it under the spin lock of the
 * mutex, and waits at the door ({@code Sema}, over {@code park}). Who unlocks takes the first off the queue and readies it.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>{@code done} happens-before the return of an {@code await} that it lets go on; the n-th {@code unlock} happens-before the return of
 * every later {@code lock}; an {@code rUnlock} happens-before the return of the next {@code lock}, and an {@code unlock} before that of
 * every later {@code rLock}; a {@code signal} or {@code broadcast} happens-before the return of the {@code await} that it lets go on; the
 * return of the action of a {@code Once}, {@code OnceFunc} or {@code OnceValue} happens-before the return of every call; a {@code put}
 * happens-before the return of the {@code get} that gives the same object.
 */
@NullMarked
package io.go4j.sync;

import org.jspecify.annotations.NullMarked;
