// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

/** When the deadlock detector may stay silent about a program that is stuck, because of what this program has used before. */
enum Silence {
    /** It must report: nothing is left that could wake anybody. */
    NEVER,
    /** In portable mode it cannot know whether what was used is over; in full mode it must report. */
    IN_PORTABLE_MODE,
    /** What was used stays able to act as far as the detector can tell: a handler of a signal, a pool, native code. */
    ALWAYS;

    Silence or(Silence other) {
        return compareTo(other) < 0 ? other : this;
    }

    boolean isAllowed(boolean full) {
        return this == ALWAYS || (this == IN_PORTABLE_MODE && !full);
    }
}
