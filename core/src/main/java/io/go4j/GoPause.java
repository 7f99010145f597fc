// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.sched.Halt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** All goroutines are stopped until this is closed: see {@link GoRuntime#pause}. */
public final class GoPause implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicBoolean over = new AtomicBoolean();

    private GoPause() {}

    static GoPause begin() {
        if (!Carrier.FULL) {
            throw new UnsupportedOperationException("runtime: portable mode cannot stop goroutines: the JDK's scheduler runs them");
        }
        if (!Halt.begin(PATIENCE_NANOS)) {
            throw new IllegalStateException("runtime: a goroutine cannot pause all goroutines: it would never go on to end the pause");
        }
        return new GoPause();
    }

    /** Lets all go on, unless there is another pause. The second call does nothing. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            Halt.end();
        }
    }
}
