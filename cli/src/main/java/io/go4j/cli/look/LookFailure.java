// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

/** Why a command gives up: one line for the user, and the exit status. */
final class LookFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;

    private final int status;
    private final boolean absent;

    private LookFailure(int status, boolean absent, String message) {
        super(message, null, false, false);
        this.status = status;
        this.absent = absent;
    }

    /** The words of the command line make no sense. */
    static LookFailure usage(String message) {
        return new LookFailure(USAGE, false, message);
    }

    /** The process is not there, or does not let us in. */
    static LookFailure unreachable(String message) {
        return new LookFailure(UNREACHABLE, false, message);
    }

    /** There is no such process, or no longer, or it is none of this user's JVMs. */
    static LookFailure absent(String message) {
        return new LookFailure(UNREACHABLE, true, message);
    }

    /** The process is there, and cannot do it. */
    static LookFailure cannot(String message) {
        return new LookFailure(UNREACHABLE, false, message);
    }

    boolean isAbsent() {
        return absent;
    }

    int status() {
        return status;
    }

    /** The message, which there always is. */
    String line() {
        return String.valueOf(getMessage());
    }
}
