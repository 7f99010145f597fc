// SPDX-License-Identifier: Apache-2.0
/**
 * Go's leak programs, written anew: each starts goroutines of which some can never go on, and says which of them are to be reported.
 *
 * <p>A {@link io.go4j.conformance.leakprofile.LeakCase} is a program with its expectations. {@link io.go4j.conformance.leakprofile.Simple},
 * {@link io.go4j.conformance.leakprofile.CommonPatterns} and {@link io.go4j.conformance.leakprofile.StressTests} are Go's files of these
 * names; the package {@code goker} has Go's folder of that name; {@link io.go4j.conformance.leakprofile.Frames} is not Go's. {@link
 * io.go4j.conformance.leakprofile.LeakProgs} runs them, in a JVM of its own, for {@code GoroutineleakprofileTest}.
 *
 * <p>A program returns as soon as it has started its goroutines, so that no frame of it hides one: see {@code docs/guide/leaks.md}.
 */
package io.go4j.conformance.leakprofile;
