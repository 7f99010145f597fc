// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/** The values of a parent, and nothing else of it. */
final class WithoutCancel implements Endless {
    private final Context parent;

    WithoutCancel(Context parent) {
        this.parent = parent;
    }

    Context parent() {
        return parent;
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
