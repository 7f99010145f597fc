// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/** The switches of GODEBUG that concern the scheduler: {@code name=value}, separated by commas. */
record GoDebug(
        int schedTraceMillis, boolean schedDetail, boolean hogs, boolean updateMaxProcs, boolean deadlockDebug, boolean threadNames) {
    /** What stood in the environment, or in the property {@code go4j.godebug} after it, when the program started. */
    static final GoDebug AT_START = parse(System.getenv("GODEBUG"), System.getProperty("go4j.godebug"));

    /** As in Go, names that are not known are somebody else's, and of two settings of one name the later one counts. */
    static GoDebug parse(@Nullable String... settings) {
        int millis = 0;
        boolean detail = false;
        boolean hogs = false;
        boolean update = true;
        boolean deadlock = false;
        boolean names = false;
        for (String all : settings) {
            for (String one : all == null ? new String[0] : all.split(",")) {
                int equals = one.indexOf('=');
                String name = (equals < 0 ? one : one.substring(0, equals)).strip();
                switch (name) {
                    case "schedtrace" -> millis = number(one, equals, millis);
                    case "scheddetail" -> detail = number(one, equals, detail ? 1 : 0) != 0;
                    case "hogs" -> hogs = number(one, equals, hogs ? 1 : 0) != 0;
                    case "updatemaxprocs" -> update = number(one, equals, update ? 1 : 0) != 0;
                    case "deadlockdebug" -> deadlock = number(one, equals, deadlock ? 1 : 0) != 0;
                    case "threadnames" -> names = number(one, equals, names ? 1 : 0) != 0;
                    case "tracebacklabels" -> number(one, equals, 0); // read by diag/Traceback; complained about here
                    default -> {}
                }
            }
        }
        return new GoDebug(millis, detail, hogs, update, deadlock, names);
    }

    private static int number(String setting, int equals, int before) {
        try {
            int n = equals < 0 ? -1 : Integer.parseInt(setting.substring(equals + 1).strip());
            if (n >= 0) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        System.err.println("go4j: GODEBUG: " + setting.strip() + ": the value must be a number that is not negative; ignored");
        return before;
    }
}
