// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;

/** A command with one process to look into. */
abstract class PeerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PID|HOST:PORT", description = "a process of this user, or where a gops agent listens")
    private String target = "";

    @Override
    public final Integer call() throws LookFailure {
        check();
        try (Peer peer = Peer.of(target)) {
            System.out.print(answer(peer));
        }
        return 0;
    }

    /** Complains about options before anybody is asked. */
    void check() {}

    /** What is printed. */
    abstract String answer(Peer peer) throws LookFailure;
}
