// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that gives its values by a channel. Made by {@link Flows#subscribe}, or handed to a publisher as its subscriber.
 *
 * @param <T> the type of the values
 */
public final class Inflow<T> implements Flow.Subscriber<T>, AutoCloseable {
    /*
     * What the publisher sends goes into `arrived`, which has room for all that was asked for, so that its thread never waits. A goroutine
     * hands the values on one by one, and asks for one more after each.
     */
    private final Chan<T> arrived;
    private final Chan<T> out = Chan.make();
    private final CancelContext life = Context.background().withCancel();
    private final int buffer;

    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable failure;

    /**
     * Makes a subscriber without a subscription.
     *
     * @param buffer how many values to ask for ahead, at least 1
     */
    public Inflow(int buffer) {
        if (buffer < 1) {
            throw new IllegalArgumentException("flow: buffer " + buffer + " is below 1");
        }
        this.buffer = buffer;
        this.arrived = Chan.make(buffer);
    }

    /**
     * Returns the channel of the values.
     *
     * @return closed after the last one, or when this is closed; then ask {@link #failure}
     */
    public RecvChan<T> channel() {
        return out;
    }

    /**
     * Returns what the publisher failed with.
     *
     * @return null if it has not failed; settled once the channel is closed and drained
     */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Cancels the subscription. Values that have arrived and were not received are lost. May be called more than once. */
    @Override
    public void close() {
        life.cancel();
        synchronized (this) {
            if (subscription == null && !out.isClosed()) {
                out.close(); // else the goroutine does
            }
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
        Objects.requireNonNull(s, "flow: no subscription");
        synchronized (this) {
            if (subscription != null || out.isClosed()) {
                s.cancel(); // rule 2.5, or closed already
                return;
            }
            subscription = s;
        }
        try {
            go(() -> handOn(s));
        } catch (Throwable t) { // no memory, or the runtime is shut down: nobody would close it
            failure = t;
            out.close();
            throw t;
        }
    }

    private void handOn(Flow.Subscription s) {
        try {
            s.request(buffer);
            for (T v = Pipes.receive(life, arrived); v != null && Pipes.send(life, out, v); v = Pipes.receive(life, arrived)) {
                s.request(1);
            }
        } catch (Throwable t) { // out of the subscription, which must not throw (rule 3.16)
            failure = t;
            life.cancel();
            throw t;
        } finally {
            try {
                if (life.err() != null) {
                    s.cancel();
                }
            } finally {
                life.cancel();
                out.close();
            }
        }
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "flow: null is not a value");
        if (life.err() == null && !arrived.isClosed() && !arrived.trySend(value)) {
            failure = new IllegalStateException("flow: the publisher sent more than was asked for (rule 1.1)");
            life.cancel();
        }
    }

    @Override
    public void onError(Throwable t) {
        end(Objects.requireNonNull(t, "flow: no failure"));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    /** A publisher that ends again (rule 1.7), or ends what has not begun (rule 1.9), gets no exception for it (rule 2.13). */
    private synchronized void end(@Nullable Throwable t) {
        if (arrived.isClosed()) {
            return;
        }
        if (t != null) {
            failure = t;
        }
        arrived.close();
        if (subscription == null && !out.isClosed()) {
            out.close();
        }
    }
}
