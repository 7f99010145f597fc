// SPDX-License-Identifier: Apache-2.0
/**
 * Faults of large Go programs, each cut down to what leaks: a class for each of Go's files, under Go's name for the program. {@link
 * io.go4j.conformance.leakprofile.goker.Goker} lists them with what is to be reported.
 *
 * <p>They were collected for "GoBench: A Benchmark Suite of Real-World Go Concurrency Bugs" by T. Yuan, G. Li, J. Lu, C. Liu, L. Li and
 * J. Xue, and have come to Go's tests from there. (Go: src/runtime/testdata/testgoroutineleakprofile/goker.)
 */
package io.go4j.conformance.leakprofile.goker;
