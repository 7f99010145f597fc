// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Runs a test's body on a goroutine; a failure there fails the test, and one that hangs shows all goroutines. */
final class InGoroutine {
    /** Long enough for a loaded machine, and never what makes a test pass. */
    private static final long PATIENCE_SECONDS = 120;

    private InGoroutine() {}

    static void run(GoBody body) throws Exception {
        var result = new CompletableFuture<Void>();
        Go4j.go(() -> {
            try {
                body.run();
                result.complete(null);
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        try {
            result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("stuck:\n" + GoRuntime.stack(true), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** The same with a single processor: whoever blocked it would stop all others. */
    static void runOnOneProcessor(GoBody body) throws Exception {
        int before = GoRuntime.gomaxprocs(1);
        try {
            run(body);
        } finally {
            GoRuntime.gomaxprocs(before);
        }
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen:\n" + GoRuntime.stack(true));
            }
            Thread.sleep(1);
        }
    }
}
