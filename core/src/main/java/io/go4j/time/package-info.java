// SPDX-License-Identifier: Apache-2.0
/**
 * Timers and tickers with the synchronous channels of Go 1.23. (Go: package time.)
 *
 * <p>Nouns: {@link io.go4j.time.Timer}, {@link io.go4j.time.Ticker}. They are run by the scheduler: there is no thread for timers. One
 * that nobody refers to is garbage, stopped or not.
 *
 * <p>What is not here: {@code sleep} ({@link io.go4j.Go4j}, which has {@code after}, too).
 */
@NullMarked
package io.go4j.time;

import org.jspecify.annotations.NullMarked;
