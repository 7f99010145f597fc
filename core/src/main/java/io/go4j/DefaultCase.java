// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.chan.Hchan;
import io.go4j.chan.Selection;
import org.jspecify.annotations.Nullable;

/**
 * The case that is chosen when no other is ready.
 *
 * @param <R> what the select yields if this case is chosen
 */
public final class DefaultCase<R extends @Nullable Object> extends Case<R> {
    private final GoSupplier<? extends R> then;
    private final boolean on;

    DefaultCase(GoSupplier<? extends R> then, boolean on) {
        super(Hchan.NIL_CHANNEL);
        this.then = then;
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    @Override
    public DefaultCase<R> when(boolean on) {
        return on == this.on ? this : new DefaultCase<>(then, on);
    }

    @Override
    Object operand() {
        return Selection.RECEIVE;
    }

    @Override
    R finish(@Nullable Object received) throws Exception {
        return then.get();
    }
}
