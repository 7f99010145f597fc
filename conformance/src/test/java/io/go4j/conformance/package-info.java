// SPDX-License-Identifier: Apache-2.0
/**
 * Go's own tests of channels, select, goroutines, timers and deadlocks, written anew for go4j.
 *
 * <p>One class for each Go file, or several by topic where that is long; one method for each Go test function, under Go's names;
 * {@code main} where the Go file is a whole program. What is ported, and what is not and why, stands in {@code docs/go-parity.md}, which
 * {@link io.go4j.conformance.ParityTest} compares with the classes.
 *
 * <p>Test code runs on goroutines, by {@link io.go4j.conformance.Goroutines}; programs that die run in a JVM of their own, by
 * {@link io.go4j.conformance.Program}, and stand in the classes that {@link io.go4j.conformance.TestProg} calls. Tests tagged
 * {@code full-only} hold only under go4j's own scheduler. Those tagged {@code go4j-run} run once more with the JVM options of
 * {@code go4j run}, which are read from the launcher: other programs have a JVM that starts faster.
 */
package io.go4j.conformance;
