// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

/**
 * What stands on a run queue: a goroutine that has not started, a stack that can go on, or a JDK virtual thread that was
 * started by a goroutine.
 */
abstract sealed class Ready permits G, Stack, ForeignThread {}
