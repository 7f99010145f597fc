// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression of a user's. One that takes for ever ends when the thread is interrupted. */
public final class Filter {
    private static final int LENGTH_MAX = 1000;

    private final Pattern pattern;

    private Filter(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads one.
     *
     * @param regular the expression; an empty one takes all
     * @return the filter
     * @throws IllegalArgumentException if it is none, or too long
     */
    public static Filter of(String regular) {
        if (regular.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("the regular expression has more than " + LENGTH_MAX + " characters");
        }
        try {
            return new Filter(Pattern.compile(regular));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no regular expression: " + e.getDescription(), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the regular expression is nested too deeply", e);
        }
    }

    static Filter literal(String before, String text, String after) {
        return new Filter(Pattern.compile(before + Pattern.quote(text) + after));
    }

    boolean test(String s) {
        try {
            return pattern.matcher(new Interruptible(s)).find();
        } catch (StackOverflowError e) {
            return false;
        }
    }

    List<String> of(Iterable<String> all) {
        List<String> matching = new ArrayList<>();
        for (String s : all) {
            if (test(s)) {
                matching.add(s);
            }
        }
        return matching;
    }

    /** Text that is not read on once the thread was interrupted. */
    private record Interruptible(String text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int i) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the client has gone");
            }
            return text.charAt(i);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return text.substring(from, to);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
