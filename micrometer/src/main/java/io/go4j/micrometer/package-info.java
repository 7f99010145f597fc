// SPDX-License-Identifier: Apache-2.0
/**
 * The scheduler's numbers as Micrometer meters: {@link io.go4j.micrometer.Go4jMetrics}.
 *
 * <p>What is not here: the numbers themselves, which are those of {@link io.go4j.GoRuntime#metrics}; a registry, which the program has.
 */
@NullMarked
package io.go4j.micrometer;

import org.jspecify.annotations.NullMarked;
