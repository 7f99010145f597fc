// SPDX-License-Identifier: Apache-2.0
/**
 * What the servers of this module have in common. Not for users: see {@link io.go4j.debug.pprof}, {@link io.go4j.debug.gops}, {@link
 * io.go4j.debug.dlv}.
 *
 * <p>Nouns: {@link io.go4j.debug.Door}, a listening socket; {@link io.go4j.debug.Visit}, one client of it; {@link io.go4j.debug.Slots},
 * how many of them are worked for.
 *
 * <p>Who may connect may look at everything, so servers listen on the loopback interface unless told otherwise. Whatever clients send, or
 * leave unsent or unread, the door bounds the threads, the memory, the file descriptors and the time that they cost.
 */
@NullMarked
package io.go4j.debug;

import org.jspecify.annotations.NullMarked;
