// SPDX-License-Identifier: Apache-2.0
/**
 * A server that Delve, Go's debugger, connects to: {@code dlv connect}. (Delve: service/rpccommon, service/rpc2.)
 *
 * <p>Nouns: {@link io.go4j.debug.dlv.Delve}, how it is started; {@code Debugger}, what all clients share; {@code Session}, one client;
 * {@code Requests}, the methods of the protocol.
 *
 * <p>Life of a request: a line of JSON comes in ({@code Lines}, {@code Json}), is put on the queue of its session, and answered by the
 * session's worker from {@link io.go4j.debug.inspect.Target}; what waits for the program to stop is kept and answered when it does.
 *
 * <p>What is not here: anything about the program itself.
 */
@NullMarked
package io.go4j.debug.dlv;

import org.jspecify.annotations.NullMarked;
