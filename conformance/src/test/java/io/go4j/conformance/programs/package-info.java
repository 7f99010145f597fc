// SPDX-License-Identifier: Apache-2.0
/**
 * Random whole programs whose end is known before they run, against false alarms of the deadlock detector, deadlocks that it misses, and
 * wrong results.
 *
 * <p>A {@link io.go4j.conformance.programs.Plan} is such a program, made from a seed: {@link io.go4j.conformance.programs.Pipeline}s of
 * {@link io.go4j.conformance.programs.Part}s, then an {@link io.go4j.conformance.programs.Ending}. An
 * {@link io.go4j.conformance.programs.Outsider} is somebody who is no goroutine and wakes one. A
 * {@link io.go4j.conformance.programs.Trial} runs a program in a JVM of its own and judges it.
 *
 * <p>{@code stress/programs} runs thousands of them; {@link io.go4j.conformance.programs.RandomProgramsTest} runs a few in each build. To
 * try something new, add a kind to {@link io.go4j.conformance.programs.Parts}, {@link io.go4j.conformance.programs.Stuck} or
 * {@link io.go4j.conformance.programs.Endings}: seeds then mean other programs than before.
 */
package io.go4j.conformance.programs;
