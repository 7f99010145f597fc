// SPDX-License-Identifier: Apache-2.0
/**
 * The scheduler: goroutines on machines that hold processors. (Go: proc.go, runtime2.go.)
 *
 * <p>Nouns: {@link io.go4j.sched.G} (goroutine), M (machine: a platform thread; what it does without
 * work is in IdleM, what it does when it is locked to a goroutine in LockedM), P (processor: the right to run, with a run queue), and
 * {@link io.go4j.sched.Sched}, what they share.
 *
 * <p>Life of a goroutine: {@code spawn} takes a dead G and puts it into {@code runnext} of the caller's P; that P's M, or a thief, finds
 * it ({@code FindWork}), gives it a stack ({@code Stack}: a virtual thread) and runs it; it parks through the room {@code park},
 * and the JDK's unpark brings it back through {@code Stack.execute}; when its body ends, its G and its stack go to the free lists, or the
 * stack goes straight on with the next fresh goroutine.
 *
 * <p>Invariants: G1 in {@code G}, G2 and G3 in {@code Stack}, Q1-Q3 in {@code RunQueue}, W1-W5 in {@code Idle}, W6 in
 * {@code IdleM}, H1-H3 in {@code Procs}, K1 and K2 in {@code LockedM}, D1-D6 in {@code Deadlock}, R1 in {@code Wait}.
 *
 * <p>What is not here: channels (the scheduler does not know them), how a wait is recorded and ended ({@code park}), what a body is and
 * what happens when it fails (the face, through {@code Sched.Entry}), JDK internals ({@code carrier}), who records what goroutines do
 * ({@code jfr}, through {@link io.go4j.sched.Observer}).
 */
@NullMarked
package io.go4j.sched;

import org.jspecify.annotations.NullMarked;
