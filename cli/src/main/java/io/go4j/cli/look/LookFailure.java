// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

/** Why a command gives up: one line for the user, and the exit status. */
final class LookFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;

    private final int status;

    private LookFailure(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The words of the command line make no sense. */
    static LookFailure usage(String message) {
        return new LookFailure(USAGE, message);
    }

    /** The process is not there, or does not let us in. */
    static LookFailure unreachable(String message) {
        return new LookFailure(UNREACHABLE, message);
    }

    /** The process is there, and cannot do it. */
    static LookFailure cannot(String message) {
        return new LookFailure(UNREACHABLE, message);
    }

    int status() {
        return status;
    }

    /** The message, which there always is. */
    String line() {
        return String.valueOf(getMessage());
    }
}
