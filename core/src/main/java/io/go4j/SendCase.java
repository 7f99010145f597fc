// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.Hchan;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A case that sends.
 *
 * @param <R> what the select yields if this case is chosen
 */
public final class SendCase<R extends @Nullable Object> extends Case<R> {
    private final @Nullable Object value;
    private final @Nullable Supplier<?> source;
    private final @Nullable GoSupplier<? extends R> then;

    SendCase(Hchan ch, @Nullable Object value, @Nullable Supplier<?> source, @Nullable GoSupplier<? extends R> then) {
        super(ch);
        this.value = value;
        this.source = source;
        this.then = then;
    }

    /**
     * Returns a case that yields what {@code f} gives after the send.
     *
     * @param <S> what that is
     * @param f runs after the send
     * @return the case
     */
    public <S extends @Nullable Object> SendCase<S> map(GoSupplier<? extends S> f) {
        return new SendCase<>(ch, value, source, f);
    }

    /** Returns a case that runs {@code body} after the send and yields nothing. */
    SendCase<Void> run(GoBody body) {
        return map(() -> done(body));
    }

    /** Runs {@code body} and returns the only value of {@link Void}. */
    @SuppressWarnings("NullAway") // which is null
    static Void done(GoBody body) throws Exception {
        body.run();
        return null;
    }

    @Override
    public SendCase<R> when(boolean on) {
        return on ? this : new SendCase<>(Hchan.NIL_CHANNEL, value, source, then);
    }

    @Override
    Object operand() {
        return Objects.requireNonNull(source != null ? source.get() : value, "chan: null is not a value");
    }

    @Override
    @SuppressWarnings("unchecked")
    R finish(@Nullable Object received) throws Exception {
        return then != null ? then.get() : (R) Unit.UNIT;
    }
}
