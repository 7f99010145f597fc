// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as people write and read them: {@code 1m30s}. */
final class Times {
    private static final Pattern ALL = Pattern.compile("((?:\\d{1,9})(?:\\.\\d{1,9})?(?:ms|s|m|h|d))+");
    private static final Pattern ONE = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

    private Times() {}

    /** Reads such as {@code 300ms}, {@code 10s}, {@code 1h30m}, {@code 2d}; null if it is none. */
    static @Nullable Duration parse(String text) {
        if (text.length() > 100 || !ALL.matcher(text).matches()) {
            return null;
        }
        double seconds = 0;
        for (Matcher m = ONE.matcher(text); m.find(); ) {
            seconds += Double.parseDouble(m.group(1)) * secondsOf(m.group(2));
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static double secondsOf(String unit) {
        return switch (unit) {
            case "ms" -> 0.001;
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
    }

    /** Prints the two largest units, of less than a second milliseconds. */
    static String print(Duration d) {
        long s = Math.max(0, d.toSeconds());
        if (s < 1) {
            return Math.max(0, d.toMillis()) + "ms";
        }
        if (s < 60) {
            return s + "s";
        }
        if (s < 3_600) {
            return s / 60 + "m" + s % 60 + "s";
        }
        return s < 86_400 ? s / 3_600 + "h" + s / 60 % 60 + "m" : s / 86_400 + "d" + s / 3_600 % 24 + "h";
    }
}
