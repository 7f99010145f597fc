// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link NoLeaks} does. */
final class NoLeaksExtension implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    /** The goroutines that a test or a class was blamed for; what surrounds it must not report them again. */
    private record Reported(Set<Long> ids) {}

    /** Jupiter makes it. */
    NoLeaksExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        verify(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        verify(context);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(ExtensionContext.Namespace.create(NoLeaksExtension.class, context.getUniqueId()));
    }

    private static void remember(ExtensionContext context) {
        List<LeakCheck.Option> options = new ArrayList<>();
        options.add(LeakCheck.ignoreCurrent());
        if (context.getExecutionMode() == ExecutionMode.CONCURRENT) {
            options.add(LeakCheck.onlyStartedBy(Thread.currentThread()));
        }
        AnnotationSupport.findAnnotation(context.getElement(), NoLeaks.class).ifPresent(a -> add(a, options));
        context.getTestClass()
                .flatMap(c -> AnnotationSupport.findAnnotation(c, NoLeaks.class))
                .ifPresent(a -> add(a, options));
        store(context).put("options", options.toArray(new LeakCheck.Option[0]));
    }

    private static void add(NoLeaks a, List<LeakCheck.Option> options) {
        for (String f : a.ignoreTopFunctions()) {
            options.add(LeakCheck.ignoreTopFunction(f));
        }
        for (String f : a.ignoreAnyFunctions()) {
            options.add(LeakCheck.ignoreAnyFunction(f));
        }
        for (String f : a.ignoreCreatedBy()) {
            options.add(LeakCheck.ignoreCreatedBy(f));
        }
    }

    private static void verify(ExtensionContext context) {
        LeakCheck.Option[] options = store(context).remove("options", LeakCheck.Option[].class);
        if (options != null && context.getExecutionException().isEmpty()) {
            Reported reported = store(context.getRoot())
                    .computeIfAbsent("reported", _ -> new Reported(ConcurrentHashMap.newKeySet()), Reported.class);
            LeakCheck.verifyOnce(reported.ids, options);
        }
    }
}
