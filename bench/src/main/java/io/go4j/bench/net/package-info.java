// SPDX-License-Identifier: Apache-2.0
/** Programs that serve sockets, for {@code bench/echo}; no JMH. */
package io.go4j.bench.net;
