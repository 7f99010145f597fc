// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.util.Locale;

/** How much a crash shows: {@code GOTRACEBACK}. */
enum TraceLevel {
    NONE,
    SINGLE,
    ALL,
    SYSTEM,
    CRASH;

    private static final TraceLevel AT_START = read();

    static TraceLevel current() {
        return AT_START;
    }

    private static TraceLevel read() {
        String value = System.getProperty("go4j.gotraceback", System.getenv("GOTRACEBACK"));
        return value == null ? SINGLE : parse(value);
    }

    /** As in Go: words or the old numbers; anything else means the default. */
    static TraceLevel parse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none", "0" -> NONE;
            case "all", "1" -> ALL;
            case "system", "2" -> SYSTEM;
            case "crash" -> CRASH;
            default -> SINGLE;
        };
    }
}
