// SPDX-License-Identifier: Apache-2.0
/**
 * Profiles over HTTP, for {@code go tool pprof}, {@code curl} and a browser. (Go: net/http/pprof.)
 *
 * <p>Nouns: {@link io.go4j.debug.pprof.Pprof}, the server and the handler; the CPU profile and the memory profiles, which come from the
 * JDK's flight recorder and class histogram. The other profiles are core's.
 *
 * <p>Life of a request: the {@link io.go4j.debug.Door} lets a client in; its head is read, within limits, its body never; the Host header
 * must name the loopback interface if that is where the request came in, so that pages of other sites cannot read here; then a slot is
 * taken, the profile is made, and sent while the client takes it. A client that goes away ends its measurement.
 *
 * <p>What is not here: the formats, and the profiles of goroutines and waits (see {@link io.go4j.pprof}).
 */
@NullMarked
package io.go4j.debug.pprof;

import org.jspecify.annotations.NullMarked;
