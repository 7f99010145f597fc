// SPDX-License-Identifier: Apache-2.0
/**
 * Looking into other processes: {@code go4j ps}, {@code stack}, {@code top}, {@code pprof}, {@code leaks} and their kin.
 *
 * <p>Nouns: a <b>peer</b> is a process that is looked into: a {@code LocalPeer}, reached by the JDK's attach and its local JMX
 * connection, or a {@code GopsPeer}, reached over TCP; whoever gives profiles is {@code Profiled}, these two and a server of
 * {@code /debug/pprof/}; the <b>run directory</b> is where the processes of go4j leave a file
 * each, for {@code ps}; a <b>sample</b> and a <b>frame</b> are what {@code top} has learnt at one moment, and the screen it makes of that.
 *
 * <p>Life of {@code go4j stack 1234}: {@code Look} has picocli fill a {@code StackCommand}; {@code Peer.of} makes sure that 1234 is a
 * JVM of this user's, attaches, has it start its local JMX connector and looks for the bean {@code io.go4j:type=Scheduler};
 * the bean groups and filters over there, so that of a million goroutines only the groups travel; the text is printed.
 *
 * <p>Invariants: nothing is sent to a process that is not known to be a JVM, since SIGQUIT ends others; each failure is one line that says
 * why and what to do, with status 2 for bad words and 3 for a process that cannot be reached or cannot do it; nothing here starts the
 * scheduler of this process.
 *
 * <p>picocli and JLine are used here and nowhere else: {@code go4j run} never loads them. Not here: what the bean tells, which is
 * {@code io.go4j.SchedulerBean}; where the run files are and whose they must be, {@link io.go4j.diag.RunDirectory}.
 */
@NullMarked
package io.go4j.cli.look;

import org.jspecify.annotations.NullMarked;
