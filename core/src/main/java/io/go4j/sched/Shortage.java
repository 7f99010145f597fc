// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import java.util.concurrent.locks.LockSupport;

/** What the scheduler does where it needs memory and there is none. */
final class Shortage {
    /*
     * The heap can be full at any moment, and the scheduler makes a few objects too: a thread, a stack, a longer queue. In a whole program
     * that is the end, as in Go. In an application others may give memory back, so the scheduler must go on, and nothing may be lost by it:
     *
     *   before anything was changed   the error goes up to M.run or Sysmon.run, which goes on with its loop
     *   in the middle                 the maker asks again until he is given it:
     *                                     for (; ; ) { try { return new ...; } catch (OutOfMemoryError e) { Shortage.met(e); } }
     *   a lock of ours is held        nothing is made at all
     *
     * No lambda takes part: to make one can need more memory than what it makes.
     */
    private static final long PAUSE_NANOS = 1_000_000;

    private Shortage() {}

    /** Initialises this class: when it is needed there is no memory to load it. */
    static void prepare() {
        if (Carrier.FULL) {
            Carrier.osYield(); // the first call takes memory
        }
    }

    /** There was no memory. Any thread, no lock of ours held. Ends a whole program; in an application gives others time to free some. */
    static void met(OutOfMemoryError e) {
        try {
            Sched.entry().outOfMemory(e);
            if (Thread.currentThread().isVirtual()) {
                Carrier.osYield(); // stays where it is: it may be in the middle of something
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (OutOfMemoryError again) {
            Thread.onSpinWait(); // whoever asks again comes back
        }
    }
}
