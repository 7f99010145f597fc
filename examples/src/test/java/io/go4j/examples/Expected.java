// SPDX-License-Identifier: Apache-2.0
package io.go4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text to expect, as it stands in a file. Everything is literal except <code>{n}</code>, a decimal number; <code>{*}</code>, anything
 * up to the end of the line; and a line that is just <code>{...}</code>, any number of lines.
 */
record Expected(String text) {
    private static final Pattern SPECIAL = Pattern.compile("(?m)\\{n}|\\{\\*}|^\\{\\.\\.\\.}\n");

    /** What is in the file, or no text at all if there is no such file. */
    static Expected in(Path file) {
        try {
            return new Expected(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean matches(String actual) {
        return pattern().matcher(actual).matches();
    }

    /** Only its first line, without the line's end. */
    Expected firstLine() {
        return new Expected(text.lines().findFirst().orElse(""));
    }

    private Pattern pattern() {
        var regex = new StringBuilder();
        Matcher special = SPECIAL.matcher(text);
        int literal = 0;
        while (special.find()) {
            regex.append(Pattern.quote(text.substring(literal, special.start())));
            regex.append(switch (special.group()) {
                case "{n}" -> "[0-9]+";
                case "{*}" -> "[^\n]*";
                default -> "(?:[^\n]*\n)*";
            });
            literal = special.end();
        }
        return Pattern.compile(regex + Pattern.quote(text.substring(literal)));
    }
}
