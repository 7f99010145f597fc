// SPDX-License-Identifier: Apache-2.0
/**
 * The front desk of the {@code go4j} command: {@link io.go4j.cli.Main} looks at the first word and passes the rest on to the room
 * of that command.
 *
 * <p>The root script {@code go4j} comes before this: it finds a JDK, builds the jars of a fresh clone, chooses the JVM's options and
 * replaces itself by the JVM. What can be answered without a JVM ({@code help}, {@code version}, {@code clean}) is answered there.
 *
 * <p>Rooms: {@link io.go4j.cli.run} (run a program), {@link io.go4j.cli.look} (look into running ones). A
 * room prints its own errors, one line each on stderr, and chooses the exit status:
 * 0 fine, 1 something found (such as a program that does not compile), 2 usage, 3 target unreachable.
 */
@NullMarked
package io.go4j.cli;

import org.jspecify.annotations.NullMarked;
