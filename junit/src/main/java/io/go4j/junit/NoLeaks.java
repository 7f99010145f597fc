// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test that leaves goroutines behind, or of which a goroutine panics. On a method: that test. On a class: each test in it, and the
 * class as a whole, for what its {@code BeforeAll} methods start. Goroutines that were there before are ignored, so each leak is reported
 * once, where it happens. A test that failed anyway is not looked at. For a whole run see {@link NoLeaksInRun}.
 *
 * <p>A goroutine that panics fails the test with its panic as the cause, and those of others as suppressed exceptions; also one that a
 * {@code BeforeEach} or {@code AfterEach} method starts. A test that failed anyway has them as suppressed exceptions. A handler that was
 * set by {@link io.go4j.GoRuntime#onPanic} before is told as well, and is back after the test; one that the test itself sets has the
 * panics for itself, and the test does not fail by them.
 *
 * <p>Where tests run at the same time, only goroutines that come from the thread of the test count: those it started, and what these
 * started in their turn, even if they have ended meanwhile. What the test starts from other threads is not seen then. (Concurrent tests of
 * goleak see each other's goroutines.)
 *
 * <p>Looks up to 20 times before it fails, as {@link LeakCheck#find}, which takes less than half a second.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NoLeaksExtension.class)
public @interface NoLeaks {
    /**
     * Ignores goroutines whose innermost frame is one of these, such as {@code com.acme.Worker.run}.
     *
     * @return the functions
     */
    String[] ignoreTopFunctions() default {};

    /**
     * Ignores goroutines that have one of these on their stack.
     *
     * @return the functions
     */
    String[] ignoreAnyFunctions() default {};

    /**
     * Ignores goroutines that one of these started.
     *
     * @return the functions
     */
    String[] ignoreCreatedBy() default {};
}
