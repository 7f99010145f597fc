// SPDX-License-Identifier: Apache-2.0
/**
 * What a debugger sees of this program, whatever protocol it speaks: goroutines, threads, frames, source files, fields, and the halt. Not
 * for users: see {@link io.go4j.debug.dlv}.
 *
 * <p>Nouns: {@link io.go4j.debug.inspect.Target}, the program, which stands or runs; {@link io.go4j.debug.inspect.Snapshot}, what was seen
 * of it; {@link io.go4j.debug.inspect.Spot}, a place in the code; {@link io.go4j.debug.inspect.Variable}, a value.
 *
 * <p>Life of a stop: {@code halt} pauses all goroutines; the first question takes a snapshot, which serves all others until {@code resume}.
 *
 * <p>What is not here: connections, requests, who may ask, which goroutine is selected.
 */
@NullMarked
package io.go4j.debug.inspect;

import org.jspecify.annotations.NullMarked;
