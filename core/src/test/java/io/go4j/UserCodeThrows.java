// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;

import io.go4j.context.Context;
import io.go4j.context.ContextException;
import io.go4j.context.Key;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Whatever code of the user's throws, and wherever it is called: the one whom it concerns gets it, nobody waits for ever, and the object
 * goes on working.
 */
final class UserCodeThrows {
    /** What is thrown; a checked one gets out where the compiler does not expect it, too. */
    static final Map<String, Supplier<Throwable>> KINDS = Map.of(
            "unchecked", () -> new IllegalStateException("unchecked"),
            "checked", () -> new IOException("checked"),
            "assertion", () -> new AssertionError("assertion"),
            "error", () -> new StackOverflowError("error"),
            "panic", () -> new Panic("panic"),
            "neither", () -> new Throwable("neither"),
            "interrupt", () -> new InterruptedException("interrupt"),
            "nasty", Nasty::new);

    /** One that cannot even be looked at. */
    static final class Nasty extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("in getMessage");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("in toString");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("in getCause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("in getStackTrace");
        }
    }

    /** Code that throws {@code t} is handed to something; asserts what then happens. */
    interface Use {
        void with(Throwable t) throws Exception;
    }

    private UserCodeThrows() {}

    /** All {@code uses} with all kinds. */
    static Stream<Arguments> all(Map<String, Use> uses) {
        return uses.keySet().stream().flatMap(what -> KINDS.keySet().stream().map(kind -> Arguments.of(what, kind)));
    }

    /** Runs {@code use} on a goroutine; panics are reported to nobody meanwhile. */
    static void check(Use use, String kind) throws Exception {
        Throwable t = KINDS.get(kind).get();
        GoRuntime.onPanic((g, panic) -> {});
        try {
            InGoroutine.run(() -> use.with(t));
        } finally {
            GoRuntime.onPanic(null);
        }
    }

    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException throwIt(Throwable t) throws E {
        throw (E) t;
    }

    static RuntimeException sneak(Throwable t) {
        return UserCodeThrows.<RuntimeException>throwIt(t);
    }

    /** Runs {@code body} on another goroutine; gives what it throws, or null. */
    static CompletableFuture<Throwable> elsewhere(GoBody body) {
        var thrown = new CompletableFuture<Throwable>();
        go(() -> {
            try {
                body.run();
                thrown.complete(null);
            } catch (Throwable t) {
                thrown.complete(t);
            }
        });
        return thrown;
    }

    static Throwable soon(CompletableFuture<Throwable> f) throws Exception {
        return f.get(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS);
    }

    static void same(Throwable actual, Throwable expected) {
        if (actual != expected) { // without looking at it
            throw new AssertionError("another exception than the one thrown: " + (actual == null ? "none" : actual.getClass()));
        }
    }

    /** A context of the user's; the tests override what throws. */
    static class Custom implements Context {
        final Context inner;

        Custom(Context inner) {
            this.inner = inner;
        }

        @Override
        public Instant deadline() {
            return inner.deadline();
        }

        @Override
        public RecvChan<?> done() {
            return inner.done();
        }

        @Override
        public ContextException err() {
            return inner.err();
        }

        @Override
        public <T> T value(Key<T> key) {
            return null;
        }
    }
}
