// SPDX-License-Identifier: Apache-2.0
package io.go4j.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock on the wall that a test sets forward or back while it runs. */
public final class WallThatIsSet implements AutoCloseable {
    private volatile Duration off = Duration.ZERO;

    public WallThatIsSet() {
        Clock.wall = () -> Instant.now().plus(off);
    }

    /** Sets it {@code by} further, or back if that is negative. */
    public void set(Duration by) {
        off = off.plus(by);
    }

    /** What it shows. */
    public Instant now() {
        return Clock.wall();
    }

    @Override
    public void close() {
        Clock.wall = InstantSource.system();
    }
}
