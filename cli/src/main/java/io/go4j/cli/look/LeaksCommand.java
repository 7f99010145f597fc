// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "leaks",
        description = {
            "Prints the goroutines that nothing can ever wake, equal stacks once with how many there are.",
            "Apart from them, and not counted: those that wait for ever by design, which are goroutine 1, which runs main, and those in a"
                    + " select without cases.",
            "Runs one or two collections in the process. Exit status: 0 none found, 1 some found, 3 the process cannot tell."
        })
final class LeaksCommand implements Callable<Integer> {
    private static final int FOUND = 1;

    @Parameters(paramLabel = "PID", description = "a process of this user")
    private String target = "";

    @Option(names = "--all", description = "print each goroutine, in the text of Go's dump")
    private boolean all;

    @Option(
            names = "--ignore",
            paramLabel = "TEXT",
            description = "leave out those with this text in a function, a place, their name or a label, as in Pool.worker, Pool.java:12"
                    + " or job=warm-up; may be repeated")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = "--fail",
            paramLabel = "N|always|never",
            description = "exit status 1 from this many leaked goroutines on (1); always: those by design count too; never: not at all")
    private String fail = "1";

    @Override
    public Integer call() throws LookFailure {
        if (target.indexOf(':') >= 0) {
            throw LookFailure.usage("leaks are looked for in a process of this machine; give its PID");
        }
        if (ignored.contains("")) {
            throw LookFailure.usage("--ignore needs a text; an empty one is in every goroutine");
        }
        long enough = enough();
        String[] filters = ignored.stream().map(text -> "ignore=" + text).toArray(String[]::new);
        try (LocalPeer peer = LocalPeer.of(Peer.pid(target))) {
            // the older question is known to older processes too
            LeakReport report = LeakReport.of(peer.ask(b -> filters.length == 0 ? b.leaks(!all) : b.leaks(!all, filters)));
            System.out.print(report);
            long found = report.leaked() + (fail.equals("always") ? report.byDesign() : 0);
            return found >= enough ? FOUND : 0;
        }
    }

    private long enough() throws LookFailure {
        if (fail.equals("never")) {
            return Long.MAX_VALUE;
        }
        if (fail.equals("always")) {
            return 1;
        }
        if (fail.matches("[1-9][0-9]{0,17}")) {
            return Long.parseLong(fail);
        }
        throw LookFailure.usage("--fail is a number from 1 on, always or never, not " + fail);
    }
}
