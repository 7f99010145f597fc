// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import io.go4j.RecvChan;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A parent with one value more. */
record ValueContext(Context parent, Key<?> key, @Nullable Object value) implements Context {
    @Override
    public @Nullable Instant deadline() {
        return parent.deadline();
    }

    @Override
    public @Nullable Duration timeLeft() {
        return parent.timeLeft();
    }

    @Override
    public RecvChan<?> done() {
        return parent.done();
    }

    @Override
    public @Nullable ContextException err() {
        return parent.err();
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return lookUp(this, key);
    }

    /** Looks for {@code key} in {@code c} and above. A loop over the contexts of this package: chains of values are long. */
    @SuppressWarnings("unchecked") // a value is stored with a key of its type
    static <T> @Nullable T lookUp(Context c, Key<T> key) {
        for (; ; ) {
            switch (c) {
                case ValueContext v -> {
                    if (v.key == key) {
                        return (T) v.value;
                    }
                    c = v.parent;
                }
                case CancelNode n -> {
                    if (key == CancelNode.SELF) {
                        return (T) n;
                    }
                    c = n.parent();
                }
                case WithoutCancel w -> {
                    if (key == CancelNode.SELF) {
                        return null;
                    }
                    c = w.parent();
                }
                default -> {
                    return c.value(key);
                }
            }
        }
    }

    // identity: two contexts with the same value are two contexts
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return parent + ".WithValue(" + key + ", " + text(value) + ")";
    }

    /** Only text is shown as it is: other values may hold what does not belong in a log. */
    private static String text(@Nullable Object v) {
        return v == null ? "<nil>" : v instanceof CharSequence || v instanceof Enum<?> ? v.toString() : v.getClass().getTypeName();
    }
}
