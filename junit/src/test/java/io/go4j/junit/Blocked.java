// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Goroutines that wait until they are released. */
final class Blocked implements AutoCloseable {
    private static final long SOON_SECONDS = 60;

    final Chan<Integer> gate = Chan.make();

    /** Starts a receiver, and waits until it waits. */
    Goroutine receiver() {
        Goroutine g = go(() -> worker(gate));
        await(() -> g.status() == GoroutineStatus.WAITING);
        return g;
    }

    static void worker(Chan<Integer> gate) {
        gate.receive();
    }

    /** Lets all go on and waits for their end. */
    @Override
    public void close() {
        if (!gate.isClosed()) {
            gate.close();
        }
        await(() -> GoRuntime.numGoroutine() == 0);
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOON_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen:\n" + GoRuntime.stack(true));
            }
            Thread.yield();
        }
    }
}
