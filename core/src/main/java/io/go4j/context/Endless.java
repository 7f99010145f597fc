// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import io.go4j.Chan;
import io.go4j.RecvChan;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A context that never ends. */
interface Endless extends Context {
    @Override
    default @Nullable Instant deadline() {
        return null;
    }

    @Override
    default @Nullable Duration timeLeft() {
        return null;
    }

    @Override
    default RecvChan<?> done() {
        return Chan.nil();
    }

    @Override
    default @Nullable ContextException err() {
        return null;
    }
}
