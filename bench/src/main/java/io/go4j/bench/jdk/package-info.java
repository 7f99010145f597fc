// SPDX-License-Identifier: Apache-2.0
/**
 * Twins of the benchmarks on what the JDK has: virtual threads on its own scheduler, and the queues and locks of {@code
 * java.util.concurrent}. Same names, same workloads, same JVM options; {@code SynchronousQueue} stands for an unbuffered channel, {@code
 * ArrayBlockingQueue} for a buffered one.
 */
package io.go4j.bench.jdk;
