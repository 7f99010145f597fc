// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The commands that look into other processes. */
@Command(
        name = "go4j",
        description = "goroutines, channels and select on the JVM",
        subcommands = {
            PsCommand.class,
            StackCommand.class,
            StatsCommand.class,
            MemStatsCommand.class,
            GcCommand.class,
            GomaxprocsCommand.class,
            PprofCommand.class,
            LeaksCommand.class,
            DbgCommand.class,
            TopCommand.class,
            VersionCommand.class,
            CompletionCommand.class
        })
public final class Look {
    private Look() {}

    /** Makes one, for picocli. */
    static CommandLine commandLine() {
        var line = new CommandLine(new Look());
        line.getSubcommands().values().forEach(c -> c.getCommandSpec().addOption(help()));
        line.setUsageHelpWidth(100).setUsageHelpLongOptionsMaxWidth(30);
        line.setParameterExceptionHandler((e, words) -> {
            complain(e.getCommandLine().getCommandName(), Misuse.line(e));
            return 2;
        });
        line.setExecutionExceptionHandler((e, at, parsed) -> {
            if (e instanceof LookFailure failure) {
                complain(at.getCommandName(), failure.line());
                return failure.status();
            }
            if (e instanceof IllegalArgumentException) { // a filter
                complain(at.getCommandName(), String.valueOf(e.getMessage()).replaceFirst("^diag: ", ""));
                return 2;
            }
            throw e;
        });
        return line;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help").usageHelp(true).description("print this").build();
    }

    private static void complain(String command, String what) {
        System.err.println("go4j: " + command + ": " + what.lines().findFirst().orElse(""));
    }

    /** Runs a command and ends the JVM with its status. */
    public static void run(String[] words) {
        int status = commandLine().execute(words);
        System.out.flush();
        System.exit(status);
    }

    /** Prints a table; the first {@code left} columns to the left, the others to the right. */
    static String table(List<List<String>> rows, int left) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var out = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ").append(i < left ? row.get(i) + padding : padding + row.get(i));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
