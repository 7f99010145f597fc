// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /** Read when a program starts, so that a word that means nothing is seen before it is needed. */
    private static TraceLevel read() {
        String property = System.getProperty("go4j.gotraceback");
        String value = property != null ? property : System.getenv("GOTRACEBACK");
        if (value == null) {
            return SINGLE;
        }
        TraceLevel level = parse(value);
        if (level == null) {
            System.err.println("go4j: " + (property != null ? "go4j.gotraceback=" : "GOTRACEBACK=") + value
                    + " is none of none, single, all, system and crash; using single");
            return SINGLE;
        }
        return level;
    }

    /** As in Go, words or the old numbers; null for anything else, which Go takes as {@code none} without a word. */
    static @Nullable TraceLevel parse(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none", "0" -> NONE;
            case "single", "" -> SINGLE;
            case "all", "1" -> ALL;
            case "system" -> SYSTEM;
            case "crash" -> CRASH;
            default -> value.matches("[0-9]{1,9}") ? SYSTEM : null;
        };
    }
}
