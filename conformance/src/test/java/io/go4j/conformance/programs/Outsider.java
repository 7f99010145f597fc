// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Chan;
import io.go4j.SendChan;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Somebody who is no goroutine and can wake one: a thread, a pool, the kernel by a signal, native code, the collector, another process.
 * A goroutine asks him for something and waits; while it waits, nothing else in the program may be left that can act.
 */
@FunctionalInterface
interface Outsider {
    /** Sees to it that he, and not the caller, sends {@code value} on {@code reply} after {@code delay}. */
    void ask(long value, Duration delay, SendChan<Long> reply) throws Exception;

    /** Ends what was started, and waits for that. */
    default void end() throws Exception {}

    /** Prepares an outsider. */
    @FunctionalInterface
    interface Maker {
        /** Called by the goroutine that will ask. */
        Outsider make() throws Exception;
    }

    /** What there is to do after the wait, by the outsider himself. */
    static void answer(long value, Duration delay, SendChan<Long> reply) {
        if (!delay.isZero()) {
            Waits.threadSleeps(delay);
        }
        reply.send(value);
    }

    /** A part that gives some of its values to an outsider to pass on. */
    static Part part(String name, Silence silence, SplittableRandom r, Maker maker) {
        int asked = 1 + r.nextInt(3);
        int capacity = r.nextInt(2);
        Duration delay = Waits.delay(r);
        return Part.of(name + ", " + asked + " values after " + delay, 1, silence, (in, out) -> {
            Chan<Long> reply = Chan.make(capacity);
            Outsider o = maker.make();
            int left = asked;
            for (long v : in) {
                if (left-- > 0) {
                    o.ask(v, delay, reply);
                    out.send(reply.receive() + 1);
                } else {
                    out.send(v + 1);
                }
            }
            o.end();
        });
    }
}
