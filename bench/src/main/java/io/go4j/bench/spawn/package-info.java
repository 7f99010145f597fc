// SPDX-License-Identifier: Apache-2.0
/** The start and the end of goroutines. */
package io.go4j.bench.spawn;
