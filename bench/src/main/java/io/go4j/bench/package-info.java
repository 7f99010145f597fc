// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks, each with a twin of the same name and the same workload in {@code bench/go}; {@code bench/compare} runs both in turn.
 *
 * <p>One class is one question, and its Javadoc says what would fool it. {@link io.go4j.bench.OnGoroutines} holds what they share. Rooms:
 * {@code chan}, {@code select}, {@code spawn}, {@code sync}; {@code footprint} measures memory and is no JMH benchmark; {@code jdk} holds
 * twins on the JDK's virtual threads and queues.
 */
package io.go4j.bench;
