// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

/**
 * What was known of one processor at a moment.
 *
 * @param id its number, from 0
 * @param machine the number of the thread that holds it; -1 if it is idle
 * @param goroutine the id of the goroutine that it runs; 0 if none
 * @param queued how many goroutines are on its run queue
 * @param timers how many timers are set on it
 * @param switches how often it has begun to run a goroutine
 */
public record ProcessorInfo(int id, long machine, long goroutine, int queued, int timers, long switches) {}
