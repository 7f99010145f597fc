// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks once, after all tests of a run, and fails the run if any goroutine is left. (goleak: VerifyTestMain.) Either on one test class, by
 * {@code @ExtendWith(NoLeaksInRun.class)}; or for all without a change to any: JUnit's configuration parameters {@code
 * junit.jupiter.extensions.autodetection.enabled=true} and {@code go4j.noLeaks=run}.
 */
public final class NoLeaksInRun implements BeforeAllCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(NoLeaksInRun.class);

    /** Jupiter makes it. */
    public NoLeaksInRun() {}

    /** Closed when the run is over: what it throws fails the run. */
    private record AtTheEnd() implements AutoCloseable {
        @Override
        public void close() {
            LeakCheck.find().ifPresent(leak -> {
                throw new AssertionError("goleak: Errors on successful test run:" + leak);
            });
        }
    }

    /** Sees to it that there is a look at the end. */
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(OURS).computeIfAbsent(AtTheEnd.class, type -> new AtTheEnd());
    }

    /** What autodetection finds: {@link NoLeaksInRun}, if the run asks for it. */
    public static final class IfAsked implements BeforeAllCallback {
        private final NoLeaksInRun inRun = new NoLeaksInRun();

        /** Jupiter makes it. */
        public IfAsked() {}

        /** Sees to it that there is a look at the end. */
        @Override
        public void beforeAll(ExtensionContext context) {
            if (context.getConfigurationParameter("go4j.noLeaks").filter("run"::equals).isPresent()) {
                inRun.beforeAll(context);
            }
        }
    }
}
