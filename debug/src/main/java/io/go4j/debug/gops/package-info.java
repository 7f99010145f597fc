// SPDX-License-Identifier: Apache-2.0
/**
 * The agent that the {@code gops} command talks to. (Go: github.com/google/gops/agent.)
 *
 * <p>Life of a command: {@code gops} finds the port of a process in a file that bears its id, connects, and sends one byte; the agent
 * answers and closes the connection. Any number of commands may run at once.
 */
@NullMarked
package io.go4j.debug.gops;

import org.jspecify.annotations.NullMarked;
