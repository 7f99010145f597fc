// SPDX-License-Identifier: Apache-2.0
/**
 * Tests that leave no goroutine behind. (Go: goleak and leaktest.)
 *
 * <p>Nouns: {@link io.go4j.junit.LeakCheck}, for any test framework; {@link io.go4j.junit.NoLeaks}, the same as an annotation of JUnit
 * Jupiter; {@link io.go4j.junit.NoLeaksInRun}, one look after all tests.
 *
 * <p>These look at who has not ended, and give goroutines time to. Whether one could still be woken is another question, which {@link
 * io.go4j.GoRuntime#findLeaks} answers.
 */
@NullMarked
package io.go4j.junit;

import org.jspecify.annotations.NullMarked;
