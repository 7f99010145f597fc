// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "leaks",
        description = {
            "Prints the goroutines that nothing can ever wake, equal stacks once with how many there are.",
            "Runs one or two collections in the process. Exit status: 0 none found, 1 some found, 3 the process cannot tell."
        })
final class LeaksCommand implements Callable<Integer> {
    private static final int FOUND = 1;

    @Parameters(paramLabel = "PID", description = "a process of this user")
    private String target = "";

    @Option(names = "--all", description = "print each goroutine, in the text of Go's dump")
    private boolean all;

    @Override
    public Integer call() throws LookFailure {
        if (target.indexOf(':') >= 0) {
            throw LookFailure.usage("leaks are looked for in a process of this machine; give its PID");
        }
        try (LocalPeer peer = LocalPeer.of(Peer.pid(target))) {
            String found = peer.ask(b -> b.leaks(!all));
            if (found.isEmpty()) {
                System.out.println("no leaked goroutines");
                return 0;
            }
            System.out.print(all ? found : found.replaceFirst(" goroutine", " leaked goroutine"));
            return FOUND;
        }
    }
}
