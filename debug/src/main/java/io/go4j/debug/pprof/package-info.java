// SPDX-License-Identifier: Apache-2.0
/**
 * Profiles over HTTP, for {@code go tool pprof}, {@code curl} and a browser. (Go: net/http/pprof.)
 *
 * <p>Nouns: {@link io.go4j.debug.pprof.Pprof}, the server and the handler; the CPU profile and the memory profiles, which come from the
 * JDK's flight recorder and class histogram. The other profiles are core's.
 *
 * <p>What is not here: the formats, and the profiles of goroutines and waits (see {@link io.go4j.pprof}).
 */
@NullMarked
package io.go4j.debug.pprof;

import org.jspecify.annotations.NullMarked;
