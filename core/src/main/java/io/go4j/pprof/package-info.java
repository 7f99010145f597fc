// SPDX-License-Identifier: Apache-2.0
/**
 * Profiles as plain data, and the two formats of Go's tools: {@code profile.proto} and text. (Go: package runtime/pprof.)
 *
 * <p>Nouns: {@link io.go4j.pprof.Profile}, what {@link io.go4j.GoRuntime#lookup} gives; {@link io.go4j.pprof.ProfileData}, what one holds
 * at one moment; {@link io.go4j.pprof.ProfileSource}, by which another module adds profiles.
 *
 * <p>Life of a profile: whoever knows something (the face: goroutines, threads, contention; module debug: memory, CPU time) adds equal
 * stacks up and makes a {@code ProfileData} of them. {@code writeTo} encodes that, {@code minus} takes an earlier one off, {@link
 * io.go4j.pprof.ProfileText} prints it.
 *
 * <p>What is not here: where the numbers come from; HTTP (module debug).
 */
@NullMarked
package io.go4j.pprof;

import org.jspecify.annotations.NullMarked;
