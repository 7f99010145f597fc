// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

/** The program could not be started: one line for stderr (empty: all is said already) and the exit status. */
final class RunFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** The program has errors, and javac has printed them. */
    static final int HAS_ERRORS = 1;

    /** The command is wrong, or what it names is not there. */
    static final int USAGE = 2;

    private final int status;

    RunFailure(int status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    static RunFailure usage(String line) {
        return new RunFailure(USAGE, line);
    }

    int status() {
        return status;
    }

    /** What to print on stderr, with the line's end; empty if there is nothing to say. */
    String line() {
        String message = String.valueOf(getMessage());
        return message.isEmpty() ? "" : "go4j: " + message + System.lineSeparator();
    }
}
