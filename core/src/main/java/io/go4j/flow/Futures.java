// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.GoInterruptedException;
import io.go4j.GoSupplier;
import io.go4j.GoexitError;
import io.go4j.RecvChan;
import io.go4j.context.AfterFunc;
import io.go4j.context.Context;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Futures of the JDK, to channels and contexts and from them.
 *
 * {@snippet file="flow/HttpDeadline.java" region="http"}
 */
public final class Futures {
    private Futures() {}

    /**
     * How a future ended.
     *
     * @param <T> the type of the value
     * @param value its value; null if it failed, or is null
     * @param failure what it failed with, or null
     */
    public record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {
        /**
         * Returns the value, or throws the failure as it is.
         *
         * @return the value
         */
        public @Nullable T get() {
            if (failure != null) {
                throw Futures.<RuntimeException>unchanged(failure);
            }
            return value;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException unchanged(Throwable t) throws E {
        throw (E) t;
    }

    /**
     * A channel for the outcome of a future, to be used in a {@code select}.
     *
     * @param <T> the type of the value
     * @param future the future
     * @return a channel with a buffer for the one outcome, closed after it
     */
    public static <T> RecvChan<Outcome<T>> channel(CompletionStage<T> future) {
        Chan<Outcome<T>> ch = Chan.make(1);
        future.whenComplete((value, failure) -> {
            ch.send(new Outcome<>(value, failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure));
            ch.close();
        });
        return ch;
    }

    /**
     * Waits for a future unless {@code ctx} ends before; then the future is cancelled. The wait goes through go4j: it shows in dumps, and
     * does not use up a thread.
     *
     * @param <T> the type of the value
     * @param ctx for what
     * @param future the future; what it failed with is thrown as it is, without the wrapping of the JDK
     * @return its value
     * @throws io.go4j.context.ContextException if {@code ctx} has ended before
     * @throws GoInterruptedException if the thread is interrupted while, or when, it would have to wait; the future is cancelled
     */
    public static <T> @Nullable T await(Context ctx, CompletionStage<T> future) {
        Outcome<T> outcome;
        try {
            outcome = Pipes.receive(ctx, channel(future));
        } catch (GoInterruptedException e) {
            try {
                future.toCompletableFuture().cancel(true);
            } catch (Throwable t) { // the user's own stage
                e.addSuppressed(t);
            }
            throw e;
        }
        if (outcome == null) {
            future.toCompletableFuture().cancel(true);
            ctx.throwIfDone();
            throw new IllegalStateException("go4j bug: the outcome of a future is missing");
        }
        return outcome.get();
    }

    /**
     * Runs {@code f} in a goroutine, for code that wants a future.
     *
     * @param <T> the type of the value
     * @param f gives the value; what it throws is the failure of the future
     * @return the future; cancelling it does not stop the goroutine, for which it needs a context
     */
    public static <T extends @Nullable Object> CompletableFuture<T> async(GoSupplier<? extends T> f) {
        CompletableFuture<T> future = new CompletableFuture<>();
        go(() -> {
            try {
                future.complete(f.get());
            } catch (GoexitError e) {
                future.cancel(false);
                throw e;
            } catch (Throwable t) { // it is the future's
                future.completeExceptionally(t);
            }
        });
        return future;
    }

    /**
     * A future for the next value of a channel.
     *
     * @param <T> the type of the value
     * @param in the channel
     * @return the future: cancelled if the channel is closed and drained. Cancelling it, completing it otherwise and {@code orTimeout}
     *     leave the channel alone; if a value has been received already, they have no effect, and the future has that. To find that out
     *     they may wait for a moment. ({@code completeAsync} and the {@code obtrude} methods do not ask: a value that comes just then may
     *     be lost.)
     */
    public static <T> CompletableFuture<T> next(RecvChan<T> in) {
        return NextValue.of(Objects.requireNonNull(in, "flow: no channel"));
    }

    /**
     * A future for the end of a context.
     *
     * @param ctx the context
     * @return the future: fails with what {@link Context#err} is; cancelling it leaves the context alone
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what whenComplete gives is of no use here
    public static CompletableFuture<Void> done(Context ctx) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        AfterFunc f = ctx.afterFunc(() -> {
            Throwable e = ctx.err();
            future.completeExceptionally(e == null ? Context.CANCELED : e);
        });
        future.whenComplete((value, failure) -> f.stop());
        return future;
    }
}
