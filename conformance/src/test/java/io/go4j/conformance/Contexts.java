// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.context.Context;
import io.go4j.context.ContextException;
import java.time.Duration;

/** What the tests of contexts share. */
final class Contexts {
    /** Longer than any test. */
    static final Duration VERY_LONG = Duration.ofHours(1000);

    /** Short, but not at once. */
    static final Duration SHORT = Duration.ofMillis(1);

    private Contexts() {}

    static void assertOpen(Context c) {
        assertThat(c.err()).isNull();
        assertThat(c.cause()).isNull();
        assertThat(c.done().isClosed()).isFalse();
    }

    static void assertEnded(Context c, ContextException err, Throwable cause) {
        assertThat(c.done().isClosed()).isTrue();
        assertThat(c.err()).isSameAs(err);
        assertThat(c.cause()).isSameAs(cause);
    }

    static void assertCanceled(Context c) {
        assertEnded(c, Context.CANCELED, Context.CANCELED);
    }
}
