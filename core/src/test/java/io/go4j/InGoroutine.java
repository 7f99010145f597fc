// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a test's body on a goroutine; a failure there fails the test, and one that hangs shows all goroutines. */
public final class InGoroutine {
    /** Named delays: long enough for a loaded machine, and never what makes a test pass. */
    public static final long SOON_SECONDS = 60;

    private InGoroutine() {}

    public static void run(GoBody body) throws Exception {
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
            result.get(SOON_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("stuck:\n" + GoRuntime.stack(true), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Runs {@code body} {@code times} times on each kind of thread at once: goroutine, platform thread, virtual thread of the JDK. */
    public static void onEachKindOfThread(int times, GoBody body) throws InterruptedException {
        var failed = new AtomicReference<Throwable>();
        var over = new CountDownLatch(3 * times);
        Runnable once = () -> {
            try {
                body.run();
            } catch (Throwable t) {
                failed.compareAndSet(null, t);
            } finally {
                over.countDown();
            }
        };
        for (int i = 0; i < times; i++) {
            Go4j.go(once::run);
            Thread.ofPlatform().start(once);
            Thread.ofVirtual().start(once);
        }
        if (!over.await(SOON_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("stuck:\n" + GoRuntime.stack(true));
        }
        if (failed.get() != null) {
            throw new AssertionError("on one of the threads", failed.get());
        }
    }

    /** Waits until {@code g} waits at go4j's door. */
    public static void awaitWaiting(Goroutine g) {
        await(() -> g.status() == io.go4j.diag.GoroutineStatus.WAITING);
    }

    public static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOON_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen:\n" + GoRuntime.stack(true));
            }
            Thread.yield();
        }
    }
}
