// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

/** Somebody who gives profiles. */
interface Profiled extends AutoCloseable {
    /**
     * Takes a profile; waits while it is measured.
     *
     * @param name as Go calls it; {@code profile} is CPU time
     * @param debug 0: for {@code go tool pprof}; 1, 2: text
     * @param seconds for how long it is measured; 0: what there is now
     * @param gc whether to collect garbage before
     */
    byte[] profile(String name, int debug, int seconds, boolean gc) throws LookFailure;

    @Override
    void close();
}
