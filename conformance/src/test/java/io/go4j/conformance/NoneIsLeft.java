// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import io.go4j.junit.LeakCheck;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Fails each test that leaves a goroutine and does not say why. JUnit finds it by itself. */
public final class NoneIsLeft implements BeforeEachCallback, AfterEachCallback {
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
        if (!mayLeave && context.getExecutionException().isEmpty()) {
            LeakCheck.verify(before);
        }
    }
}
