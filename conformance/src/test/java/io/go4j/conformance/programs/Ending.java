// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.GoBody;
import java.util.List;

/**
 * How a program ends.
 *
 * @param how the kind of end
 * @param text what main does at last
 * @param status the exit status; what the program is given that hangs, is none of its own
 * @param stderr what the report on stderr begins with; empty: nothing is said
 * @param reasons why the goroutines wait that a report of a deadlock must name, the leaked ones not among them
 * @param silence whether a deadlock may go without a report
 * @param body what main runs last
 */
record Ending(How how, String text, int status, String stderr, List<String> reasons, Silence silence, GoBody body) {
    /** The kinds of end. */
    enum How {
        /** Main returns. */
        RETURNS,
        /** Somebody calls exit. */
        EXITS,
        /** A panic, or a fatal error. */
        PANICS,
        /** Nobody can go on, and the detector says so, if it may not be silent. */
        DEADLOCKS,
        /** Nobody goes on, but somebody could, so nothing is reported; the program is killed after a while. */
        HANGS
    }

    static final String ASLEEP = "fatal error: all goroutines are asleep - deadlock!";
    static final String NO_GOROUTINES = "fatal error: no goroutines (main called runtime.Goexit) - deadlock!";

    static Ending plain(How how, String text, int status, String stderr, GoBody body) {
        return new Ending(how, text, status, stderr, List.of(), Silence.NEVER, body);
    }
}
