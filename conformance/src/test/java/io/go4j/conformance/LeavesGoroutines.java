// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test leaves goroutines behind, as its original does, which ends when {@code main} returns. Without this, {@link NoneIsLeft} fails it.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@interface LeavesGoroutines {
    /** Which, and why they do not end. */
    String value();
}
