// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.GoexitError;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs the code of a test on a goroutine and brings every failure back to JUnit's thread. */
final class Goroutines {
    /** How long anything that must happen may take on a slow and busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("go4j.patience", 100));

    private static final int STRESS = Math.max(1, Integer.getInteger("go4j.stress", 1));

    private Goroutines() {}

    private sealed interface Outcome {
        record Ended() implements Outcome {}

        record Failed(Throwable failure) implements Outcome {}
    }

    /** Returns {@code count} times the factor {@code -Dgo4j.stress}. */
    static int scaled(int count) {
        return count * STRESS;
    }

    /** Runs {@code body} on a goroutine and waits for its end. An exception of it, or of any other goroutine meanwhile, is thrown here. */
    static void run(GoBody body) {
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        GoRuntime.onPanic((g, failure) -> outcomes.add(new Outcome.Failed(failure)));
        try {
            go("test", () -> runAndTell(body, outcomes));
            Outcome first = outcomes.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            Outcome failed = first instanceof Outcome.Failed ? first : outcomes.poll();
            if (failed instanceof Outcome.Failed(Throwable failure)) {
                throw unchanged(failure);
            }
            if (first == null) {
                throw stuck("the test goroutine did not end");
            }
        } catch (InterruptedException e) {
            throw stuck("the test was interrupted");
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    /** The same with GOMAXPROCS {@code n}, which is put back. */
    static void runWithProcs(int n, GoBody body) {
        int before = GoRuntime.gomaxprocs(n);
        try {
            run(body);
        } finally {
            GoRuntime.gomaxprocs(before);
        }
    }

    private static void runAndTell(GoBody body, BlockingQueue<Outcome> outcomes) {
        try {
            body.run();
            outcomes.add(new Outcome.Ended());
        } catch (GoexitError e) {
            outcomes.add(new Outcome.Ended());
            throw e;
        } catch (Throwable t) {
            outcomes.add(new Outcome.Failed(t));
        }
    }

    /** Waits until {@code condition} holds. */
    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos() / 2) {
                throw stuck("never " + what);
            }
            sleep(Duration.ofNanos(50_000));
        }
    }

    /** Waits until {@code g} is blocked for {@code reason}. */
    static void untilWaiting(Goroutine g, WaitReason reason) {
        until(g + " waiting: " + reason, () -> g.status() == GoroutineStatus.WAITING && g.waitReason() == reason);
    }

    /** Waits until {@code g} has ended. */
    static void untilDead(Goroutine g) {
        until(g + " dead", () -> g.status() == GoroutineStatus.DEAD);
    }

    private static AssertionError stuck(String what) {
        return new AssertionError(what + "\n\n" + GoRuntime.stack(true));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException unchanged(Throwable t) throws E {
        throw (E) t;
    }
}
