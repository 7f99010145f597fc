// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.debug.Address;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "dbg", description = "Lets Delve, Go's debugger, connect to a process that runs: dlv connect HOST:PORT.")
final class DbgCommand implements Callable<Integer> {
    @Option(names = "--listen", required = true, paramLabel = "HOST:PORT", description = "where it is to listen; :0 takes a free port")
    private String address = "";

    @Parameters(paramLabel = "PID", description = "a process of this user")
    private String target = "";

    /*
     * A process that has go4j-debug opens the port itself, asked by its bean; that leaves it as it is. For one that has not, or for another
     * interface than the loopback, which the bean refuses, the jar is loaded by attach: see DebugAgent.
     */
    @Override
    public Integer call() throws LookFailure {
        InetSocketAddress at = Address.parse("--listen", address);
        String listening = "";
        try (LocalPeer peer = LocalPeer.of("dbg", target)) {
            if (at.getAddress().isLoopbackAddress()) {
                listening = peer.ask(b -> b.listenForDebuggers(address));
            }
        }
        if (listening.isEmpty()) {
            listening = DebugAgent.load(Peer.pid(target), address);
        }
        System.out.println("dlv connect " + listening);
        return 0;
    }
}
