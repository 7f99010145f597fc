// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.SchedulerMXBean;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "gomaxprocs", description = "Prints how many processors a process has, or sets it.")
final class GomaxprocsCommand implements Callable<Integer> {
    private static final int MAX = 65536;

    @Parameters(index = "0", paramLabel = "PID", description = "a process of this user")
    private String target = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "how many it is to have")
    private @Nullable Integer wanted;

    @Override
    public Integer call() throws LookFailure {
        Integer n = wanted;
        if (n != null && (n < 1 || n > MAX)) {
            throw LookFailure.usage(n + " is no number of processors; give one from 1 to " + MAX);
        }
        try (LocalPeer peer = LocalPeer.of("gomaxprocs", target)) {
            if (n != null) {
                boolean full = peer.ask(SchedulerMXBean::isFullMode);
                if (!full) {
                    throw LookFailure.cannot("process " + target + " is in portable mode, where the JDK's scheduler decides");
                }
                peer.ask(b -> {
                    b.setGomaxprocs(n);
                    return true;
                });
            }
            System.out.println(peer.ask(SchedulerMXBean::getGomaxprocs));
        }
        return 0;
    }
}
