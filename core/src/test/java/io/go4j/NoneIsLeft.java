// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the run if a goroutine is left when all tests have run. JUnit finds it by itself. (What go4j-junit does for others; it is built
 * after this module.)
 */
public final class NoneIsLeft implements BeforeAllCallback {
    private static final long SOON_SECONDS = 30;

    private record AtTheEnd() implements AutoCloseable {
        @Override
        public void close() {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOON_SECONDS);
            while (!GoRuntime.goroutines().isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("goroutines are left after all tests:\n" + GoRuntime.stack(true));
                }
                Thread.yield();
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).computeIfAbsent(AtTheEnd.class, type -> new AtTheEnd());
    }
}
