// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli;

import io.go4j.cli.look.Look;
import io.go4j.cli.run.CompileCommand;
import io.go4j.cli.run.RunCommand;
import java.util.Arrays;

/** Entry of the {@code go4j} command: the first word chooses the command, which does the rest. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        String command = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (command) {
            case "run" -> RunCommand.run(rest);
            // not for users: run and the script start these
            case "compile" -> CompileCommand.run(rest);
            case "train" -> CompileCommand.train(rest);
            case "ps", "stack", "stats", "memstats", "gc", "gomaxprocs", "top", "pprof", "leaks", "dbg", "version",
                    "completion" -> Look.run(args);
            default -> {
                boolean program = command.endsWith(".java") || command.endsWith(".jar");
                System.err.println("go4j: no command " + command
                        + (program ? "; to run it: go4j run " + command : "; go4j help lists the commands"));
                System.exit(2);
            }
        }
    }
}
