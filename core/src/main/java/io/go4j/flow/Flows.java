// SPDX-License-Identifier: Apache-2.0
package io.go4j.flow;

import io.go4j.RecvChan;
import io.go4j.context.Context;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Channels as publishers of {@link Flow}, and publishers as channels. Back-pressure is kept both ways: nothing is received that was not
 * asked for, and nothing is asked for that has no room.
 *
 * {@snippet file="flow/Reactive.java" region="flow"}
 */
public final class Flows {
    private Flows() {}

    /**
     * A publisher of the values of a channel. A value goes to one subscriber only; each has a goroutine, which ends when the channel is
     * closed and drained, the subscription is cancelled, or {@code ctx} ends, which is an error for the subscriber.
     *
     * @param <T> the type of the values
     * @param ctx ends all subscriptions
     * @param in the channel; a value is received only when a subscriber has asked for it; so its end, too, is seen only then
     * @return the publisher
     */
    public static <T> Flow.Publisher<T> publisher(Context ctx, RecvChan<T> in) {
        Objects.requireNonNull(ctx, "flow: no context");
        Objects.requireNonNull(in, "flow: no channel");
        return subscriber -> Outflow.start(ctx, in, Objects.requireNonNull(subscriber, "flow: no subscriber"));
    }

    /**
     * Subscribes to a publisher.
     *
     * @param <T> the type of the values
     * @param publisher from where
     * @param buffer how many values to ask for ahead, at least 1
     * @return a channel with the values; close it if not all are wanted
     */
    public static <T> Inflow<T> subscribe(Flow.Publisher<? extends T> publisher, int buffer) {
        Inflow<T> in = new Inflow<>(buffer);
        publisher.subscribe(in);
        return in;
    }
}
