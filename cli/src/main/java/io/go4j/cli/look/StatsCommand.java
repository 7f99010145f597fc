// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import picocli.CommandLine.Command;

@Command(name = "stats", description = "Prints the numbers of goroutines, threads, processors and CPUs.")
final class StatsCommand extends PeerCommand {
    @Override
    String answer(Peer peer) throws LookFailure {
        return peer.stats();
    }
}
