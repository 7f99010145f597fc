// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.Hchan;
import io.go4j.chan.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A case that receives.
 *
 * @param <T> the type of the channel's values
 * @param <R> what the select yields if this case is chosen
 */
public final class RecvCase<T, R extends @Nullable Object> extends Case<R> {
    private final @Nullable GoFunction<? super @Nullable T, ? extends R> map;
    private final @Nullable GoConsumer<? super T> body;

    RecvCase(Hchan ch, @Nullable GoFunction<? super @Nullable T, ? extends R> map, @Nullable GoConsumer<? super T> body) {
        super(ch);
        this.map = map;
        this.body = body;
    }

    /**
     * Returns a case that yields what {@code f} makes of the value.
     *
     * @param <S> what that is
     * @param f gets the value, null if the channel is closed and drained; runs after the receive
     * @return the case
     */
    public <S extends @Nullable Object> RecvCase<T, S> map(GoFunction<? super T, ? extends S> f) {
        return new RecvCase<>(ch, f, null);
    }

    /** Returns a case that runs {@code body} with the value and yields nothing. */
    RecvCase<T, Void> run(GoConsumer<? super T> body) {
        return new RecvCase<>(ch, null, body);
    }

    @Override
    public RecvCase<T, R> when(boolean on) {
        return on ? this : new RecvCase<>(Hchan.NIL_CHANNEL, map, body);
    }

    @Override
    Object operand() {
        return Selection.RECEIVE;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null is what a closed channel gives, whatever T and R say
    R finish(@Nullable Object received) throws Exception {
        if (body != null) {
            body.accept((T) received);
            return (R) null;
        }
        return map != null ? map.apply((T) received) : (R) received;
    }
}
