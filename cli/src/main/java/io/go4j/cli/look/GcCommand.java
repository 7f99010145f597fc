// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import picocli.CommandLine.Command;

@Command(name = "gc", description = "Collects garbage, and prints nothing.")
final class GcCommand extends PeerCommand {
    @Override
    String answer(Peer peer) throws LookFailure {
        peer.gc();
        return "";
    }
}
