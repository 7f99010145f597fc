// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.SplittableRandom;

/** Waits of chosen lengths: some are over at once, some last until the detector has looked more than once. */
final class Waits {
    private static final int[] MILLIS = {0, 1, 30, 130, 250};

    private Waits() {}

    static Duration delay(SplittableRandom r) {
        return Duration.ofMillis(MILLIS[r.nextInt(MILLIS.length)]);
    }

    /** Waits in one of four ways that go4j has for it. */
    static void pass(int way, Duration time) {
        switch (way) {
            case 0 -> sleep(time);
            case 1 -> Timer.of(time).channel().receive();
            case 2 -> {
                Chan<Unit> c = Chan.make();
                Timer.afterFunc(time, () -> c.send(Unit.UNIT));
                c.receive();
            }
            default -> {
                Chan<Unit> c = Chan.make();
                c.poll(time);
            }
        }
    }

    /** What a thread of the JDK's does for that long. */
    static void threadSleeps(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody may interrupt this wait", e);
        }
    }
}
