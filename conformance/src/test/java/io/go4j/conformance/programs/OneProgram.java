// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Go4j;
import io.go4j.GoRuntime;

/** The main class of a random program: {@code OneProgram SEED [PART]}. */
final class OneProgram {
    private OneProgram() {}

    public static void main(String[] args) {
        Plan plan = Plan.of(Long.parseLong(args[0]), GoRuntime.isFullMode(), args.length > 1 ? args[1] : null);
        Go4j.main(plan::run);
    }
}
