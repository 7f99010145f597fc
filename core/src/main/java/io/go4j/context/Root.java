// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import io.go4j.Chan;
import io.go4j.RecvChan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The contexts without a parent. */
enum Root implements Context {
    BACKGROUND("context.Background"),
    TODO("context.TODO");

    private final String text;

    Root(String text) {
        this.text = text;
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
        return null;
    }

    @Override
    public String toString() {
        return text;
    }
}
