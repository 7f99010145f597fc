// SPDX-License-Identifier: Apache-2.0
/** Channels alone: buffered, unbuffered, one pair and ten thousand. */
package io.go4j.bench.chan;
