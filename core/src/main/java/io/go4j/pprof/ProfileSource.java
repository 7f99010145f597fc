// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import java.util.List;

/** A service ({@link java.util.ServiceLoader}) by which a module adds profiles to those that go4j itself has. Asked once. */
public interface ProfileSource {
    /**
     * Returns the profiles to be added.
     *
     * @return with names that no other profile has
     */
    List<Profile> profiles();
}
