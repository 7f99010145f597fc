// SPDX-License-Identifier: Apache-2.0
/** Memory: programs of their own, not JMH benchmarks. */
package io.go4j.bench.footprint;
