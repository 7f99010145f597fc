// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

/** A goroutine's body that the library put around the user's, whose place in the program is what counts. */
public interface Wrapped {
    /** Returns the user's body. */
    Object wrapped();
}
