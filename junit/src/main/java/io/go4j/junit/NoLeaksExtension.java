// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
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
    /** The goroutines and panics that a test or a class was blamed for; what surrounds it must not report them again. */
    private record Reported(Set<Long> ids, Set<Throwable> panics) {
        Reported() {
            this(ConcurrentHashMap.newKeySet(), Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>())));
        }
    }

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
        boolean concurrent = context.getExecutionMode() == ExecutionMode.CONCURRENT;
        if (concurrent) {
            options.add(LeakCheck.onlyStartedBy(Thread.currentThread()));
        }
        AnnotationSupport.findAnnotation(context.getElement(), NoLeaks.class).ifPresent(a -> add(a, options));
        context.getTestClass()
                .flatMap(c -> AnnotationSupport.findAnnotation(c, NoLeaks.class))
                .ifPresent(a -> add(a, options));
        store(context).put("options", options.toArray(new LeakCheck.Option[0]));
        store(context).put("panics", PanicWatch.begin(concurrent ? Thread.currentThread() : null));
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
        PanicWatch watch = store(context).remove("panics", PanicWatch.class);
        if (options == null || watch == null) {
            return;
        }
        Reported reported = store(context.getRoot()).computeIfAbsent("reported", _ -> new Reported(), Reported.class);
        AssertionError leak = null;
        try {
            if (context.getExecutionException().isEmpty()) {
                LeakCheck.verifyOnce(reported.ids, options);
            }
        } catch (AssertionError e) {
            leak = e;
        } finally {
            watch.end(); // after the goroutines of the test
        }
        AssertionError panic = watch.failure(reported.panics);
        if (panic != null && leak != null) {
            panic.addSuppressed(leak);
        }
        if (panic != null || leak != null) {
            throw panic != null ? panic : leak; // if the test failed by itself, Jupiter adds this to that
        }
    }
}
