// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import io.go4j.GoRuntime;
import io.go4j.diag.GoroutineStatus;
import io.go4j.junit.LeakCheck;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Fails each test that leaves a goroutine and does not say why. JUnit finds it by itself. */
public final class NoneIsLeft implements BeforeEachCallback, AfterEachCallback {
    private static final long REST_NANOS = 5_000_000_000L;
    private static final int LOOKS = 3;

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(NoneIsLeft.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(OURS).put("before", LeakCheck.ignoreCurrent());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean mayLeave = AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), LeavesGoroutines.class)
                || AnnotationSupport.isAnnotated(context.getRequiredTestClass(), LeavesGoroutines.class);
        LeakCheck.Option before = context.getStore(OURS).remove("before", LeakCheck.Option.class);
        if (mayLeave) {
            awaitRest();
        } else if (context.getExecutionException().isEmpty()) {
            LeakCheck.verify(before);
        }
    }

    /** What a test leaves behind may go on for a while and start others, which the next test must not be blamed for. */
    private static void awaitRest() {
        long end = System.nanoTime() + REST_NANOS;
        for (int atRest = 0; atRest < LOOKS && System.nanoTime() < end; ) { // several: a look takes a while, and some may run meanwhile
            LockSupport.parkNanos(1_000_000);
            boolean all = GoRuntime.goroutines().stream().allMatch(g -> g.status() == GoroutineStatus.WAITING);
            atRest = all ? atRest + 1 : 0;
        }
    }
}
