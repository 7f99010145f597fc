// SPDX-License-Identifier: Apache-2.0
/**
 * The agent that the {@code gops} command talks to. (Go: github.com/google/gops/agent.)
 *
 * <p>Life of a command: {@code gops} finds the port of a process in a file that bears its id, connects, and sends one byte; the agent
 * answers and closes the connection. Several commands may run at once.
 *
 * <p>There is no password: whoever reaches the port may ask for everything, which is why it is on the loopback interface unless another
 * one is named. Clients that say nothing or do not read are cut off by the {@link io.go4j.debug.Door}.
 */
@NullMarked
package io.go4j.debug.gops;

import org.jspecify.annotations.NullMarked;
