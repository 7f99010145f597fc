// SPDX-License-Identifier: Apache-2.0
/**
 * Selects: ready, waiting, contended, with a default. Each {@code inline}, building its cases at every run, and {@code prepared}, building
 * them once.
 */
package io.go4j.bench.select;
