// SPDX-License-Identifier: Apache-2.0
/** What is not a channel. */
package io.go4j.bench.sync;
