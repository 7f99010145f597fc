// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service ({@link java.util.ServiceLoader}) by which a module adds profiles to those that go4j itself has. Asked once. */
public interface ProfileSource {
    /**
     * Returns the profiles to be added.
     *
     * @return with names that no other profile has
     */
    List<Profile> profiles();

    /**
     * Takes a profile of the CPU time that is used from now on; the calling thread waits.
     *
     * @param time for how long
     * @return the profile; null if this source takes none
     * @throws IllegalStateException if one is being taken already
     * @throws IOException if what it is made of cannot be had
     * @throws InterruptedException if the thread is interrupted
     */
    default @Nullable ProfileData cpu(Duration time) throws IOException, InterruptedException {
        return null;
    }
}
