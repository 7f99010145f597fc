// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import org.jspecify.annotations.Nullable;

/** Somebody who gives profiles. */
interface Profiled extends AutoCloseable {
    /**
     * Takes a profile; waits while it is measured.
     *
     * @param name as Go calls it; {@code profile} is CPU time
     * @param debug 0: for {@code go tool pprof}; 1, 2: text
     * @param seconds for how long it is measured; 0: what there is now
     * @param gc whether to collect garbage before; null: as is usual for the profile, so for heap only
     */
    byte[] profile(String name, int debug, int seconds, @Nullable Boolean gc) throws LookFailure;

    @Override
    void close();
}
