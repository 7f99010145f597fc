// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import java.util.SplittableRandom;

/** One way of using the library that can tell whether the results are right. */
@FunctionalInterface
interface Load {
    /** Starts goroutines in {@code round} and returns; says by {@link Round#atEnd} what must hold when they have ended. */
    void start(Round round, SplittableRandom random);
}
