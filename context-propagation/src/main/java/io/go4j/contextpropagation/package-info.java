// SPDX-License-Identifier: Apache-2.0
/**
 * Thread-bound context on goroutines, by Micrometer's context-propagation: {@link io.go4j.contextpropagation.ContextPropagation}.
 *
 * <p>What is not here: the hook itself, which is {@link io.go4j.GoRuntime#onGo}; what is handed on, which whoever owns it registers as a
 * {@code ThreadLocalAccessor}.
 */
@NullMarked
package io.go4j.contextpropagation;

import org.jspecify.annotations.NullMarked;
