// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the words of a command line: picocli's findings in the words of this command. */
final class Misuse {
    private Misuse() {}

    static String line(ParameterException e) {
        String command = e.getCommandLine().getCommandName();
        return what(e) + "; go4j " + command + " --help";
    }

    private static String what(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing when !missing.getMissing().isEmpty() -> missing(missing.getMissing().getFirst());
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given twice";
            default -> value(e);
        };
    }

    private static String unmatched(UnmatchedArgumentException e) {
        List<String> words = e.getUnmatched();
        if (e.isUnknownOption()) {
            return "unknown option " + words.getFirst();
        }
        String takes = e.getCommandLine().getCommandSpec().positionalParameters().stream()
                .map(ArgSpec::paramLabel)
                .collect(Collectors.joining(" "));
        return "unknown argument " + words.getFirst() + "; it takes " + (takes.isEmpty() ? "none" : takes + " only");
    }

    private static String missing(ArgSpec arg) {
        return arg.isOption() ? name(arg) + " needs " + arg.paramLabel() : "needs " + arg.paramLabel();
    }

    private static String value(ParameterException e) {
        ArgSpec arg = e.getArgSpec();
        String value = e.getValue();
        if (arg == null || value == null) {
            return String.valueOf(e.getMessage());
        }
        Class<?> type = arg.type();
        if (type == boolean.class) {
            return name(arg) + " takes no value";
        }
        if (type == double.class) {
            return name(arg) + " is a number, not " + value;
        }
        return value.matches("[-+]?\\d+") ? name(arg) + " " + value + " is too large" : name(arg) + " is a whole number, not " + value;
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }
}
