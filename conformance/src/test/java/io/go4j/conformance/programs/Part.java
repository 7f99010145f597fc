// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.RecvChan;
import io.go4j.SendChan;

/**
 * One stage of a pipeline: takes values from the channel before it, does something to each that is known beforehand, and gives it to the
 * channel behind it, which it closes when the one before it is closed and drained. By then everything that it started has ended.
 *
 * @param text what it is, for whoever reads the program
 * @param adds what it adds to each value; whoever adds up the results can thus tell whether each value came through once
 * @param silence whether a deadlock later on may go without a report because of this part
 * @param wiring starts it
 */
record Part(String text, long adds, Silence silence, Wiring wiring) {
    /** Starts the goroutines of a part. */
    @FunctionalInterface
    interface Wiring {
        /** Returns at once, with the channel on which the results come. */
        RecvChan<Long> connect(RecvChan<Long> in);
    }

    /** What a goroutine does between two channels. */
    @FunctionalInterface
    interface Between {
        /** Takes all of {@code in} and sends the results; does not close {@code out}. */
        void run(RecvChan<Long> in, SendChan<Long> out) throws Exception;
    }

    /** What is done to one value. */
    @FunctionalInterface
    interface Step {
        /** Waits, asks others, or whatever else the part is about. */
        long pass(long value) throws Exception;
    }

    /** A part of one goroutine, or whose first goroutine waits for all the others. */
    static Part of(String text, long adds, Between between) {
        return of(text, adds, Silence.NEVER, between);
    }

    static Part of(String text, long adds, Silence silence, Between between) {
        return new Part(text, adds, silence, in -> {
            Chan<Long> out = Chan.make();
            Go4j.go(() -> {
                between.run(in, out);
                out.close();
            });
            return out;
        });
    }

    /** A part that does the same to one value after the other. */
    static Part each(String text, long adds, Step step) {
        return each(text, adds, Silence.NEVER, step);
    }

    static Part each(String text, long adds, Silence silence, Step step) {
        return of(text, adds, silence, (in, out) -> {
            for (long v : in) {
                out.send(step.pass(v) + adds);
            }
        });
    }
}
