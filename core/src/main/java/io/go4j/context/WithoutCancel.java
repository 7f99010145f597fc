// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import io.go4j.Chan;
import io.go4j.RecvChan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The values of a parent, and nothing else of it. */
final class WithoutCancel implements Context {
    private final Context parent;

    WithoutCancel(Context parent) {
        this.parent = parent;
    }

    Context parent() {
        return parent;
    }

    @Override
    public @Nullable Instant deadline() {
        return null;
    }

    @Override
    public RecvChan<?> done() {
        return Chan.nil();
    }

    @Override
    public @Nullable ContextException err() {
        return null;
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return ValueContext.lookUp(this, key);
    }

    @Override
    public String toString() {
        return parent + ".WithoutCancel";
    }
}
