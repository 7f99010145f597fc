// SPDX-License-Identifier: Apache-2.0
/**
 * Timers, as a data structure: who owns a heap and when it is run is the business of {@code sched}.
 *
 * <p>Nouns: a {@link io.go4j.timer.Timer} and the {@link io.go4j.timer.TimerHeap} it is in; there is one heap for each processor.
 *
 * <p>Life of a sleep: the goroutine adds a timer to the heap of its processor and parks; the processor finds it due between two
 * goroutines (or another processor does, when it has nothing else to do) and runs its action, which readies the goroutine.
 *
 * <p>What is not here: the channels of timers ({@code chan}), the public timers ({@code time}).
 */
@NullMarked
package io.go4j.timer;

import org.jspecify.annotations.NullMarked;
