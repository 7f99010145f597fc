// SPDX-License-Identifier: Apache-2.0
/**
 * A snapshot of the world as plain records, and how to print it. (Go: traceback.go.)
 *
 * <p>Nouns: {@link io.go4j.diag.GoroutineInfo}, {@link io.go4j.diag.GoroutineStatus}, {@link io.go4j.diag.WaitReason},
 * {@link io.go4j.diag.Traceback}; for whoever looks in from outside {@link io.go4j.diag.SchedulerMXBean},
 * {@link io.go4j.diag.StackGroups}, {@link io.go4j.diag.GoroutineFilter}, {@link io.go4j.diag.Place}, {@link io.go4j.diag.ProcessorInfo},
 * {@link io.go4j.diag.RunDirectory}, where it finds the processes.
 * Nothing here refers to a live goroutine, so a snapshot may be kept, sent and compared.
 *
 * <p>What is not here: taking the snapshot (see {@link io.go4j.GoRuntime}).
 */
@NullMarked
package io.go4j.diag;

import org.jspecify.annotations.NullMarked;
