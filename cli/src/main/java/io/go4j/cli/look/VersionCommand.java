// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import picocli.CommandLine.Command;

/** With a process; without one the script answers. */
@Command(name = "version", description = "Prints the versions of go4j and Java that a process runs.")
final class VersionCommand extends PeerCommand {
    @Override
    String answer(Peer peer) throws LookFailure {
        return peer.version() + "\n";
    }
}
