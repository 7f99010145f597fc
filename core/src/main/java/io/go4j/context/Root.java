// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import org.jspecify.annotations.Nullable;

/** The contexts without a parent. */
enum Root implements Endless {
    BACKGROUND("context.Background"),
    TODO("context.TODO");

    private final String text;

    Root(String text) {
        this.text = text;
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
