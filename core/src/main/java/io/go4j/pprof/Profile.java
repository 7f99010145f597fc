// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import java.io.IOException;
import java.io.OutputStream;

/** A collection of stacks that show what led to something: one goroutine each, one wait, one piece of memory. (Go: pprof.Profile.) */
public interface Profile {
    /**
     * Returns the name by which it is looked up.
     *
     * @return such as {@code goroutine}
     */
    String name();

    /**
     * Returns how much is in it: goroutines, threads, or different stacks.
     *
     * @return a snapshot
     */
    int count();

    /**
     * Takes the profile as it is now. Nobody is stopped, but for {@code heap} and {@code allocs}, which the JVM stops the program for.
     *
     * @return the data
     * @throws IOException if what it is made of cannot be had
     */
    ProfileData data() throws IOException;

    /**
     * Writes the profile as it is now.
     *
     * @param out where to; it is flushed, not closed
     * @param debug 0: {@code profile.proto} in gzip, for {@code go tool pprof}. 1 and more: text for people, equal stacks counted. 2 and
     *     more, for goroutine profiles only: each goroutine with its stack, as in a dump
     * @throws IOException if {@code out} fails, or what it is made of cannot be had
     */
    void writeTo(OutputStream out, int debug) throws IOException;

    /**
     * Returns this profile for those who do not want to pay for a collection of garbage. By default {@code heap} collects before it is
     * taken, and shows what lives; without it is sooner there, and what is garbage already counts too.
     *
     * @return a profile of the same name; this one if it does not collect, or if it cannot do without
     */
    default Profile withoutCollection() {
        return this;
    }
}
