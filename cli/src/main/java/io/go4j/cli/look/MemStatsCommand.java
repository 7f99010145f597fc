// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import picocli.CommandLine.Command;

@Command(name = "memstats", description = "Prints what is known of the memory, in the lines of gops; what a JVM does not have is 0.")
final class MemStatsCommand extends PeerCommand {
    @Override
    String answer(Peer peer) throws LookFailure {
        return peer.memstats();
    }
}
