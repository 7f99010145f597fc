// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which goroutines a user wants to see, and how they are grouped. */
public final class Choice {
    /** By what goroutines are chosen or grouped. */
    public enum Field {
        /** Where it is. */
        CURRENT,
        /** Where it is in the user's code. */
        USER,
        /** Where it was started. */
        GO,
        /** With what function it began. */
        START,
        /** A label. */
        LABEL,
        /** Whether a thread runs it. */
        RUNNING,
        /** Whether it belongs to the user. */
        OF_USER;

        private String place(Seen g) {
            return switch (this) {
                case CURRENT -> g.current().text();
                case USER -> g.user().text();
                case GO -> g.go().text();
                default -> g.start().text();
            };
        }

        /**
         * Returns whether a goroutine has it.
         *
         * @param g the goroutine
         * @param argument what a place has in it; of a label {@code key} or {@code key=value}
         * @return whether it has
         */
        public boolean has(Seen g, String argument) {
            return switch (this) {
                case LABEL -> {
                    int equals = argument.indexOf('=');
                    String key = equals < 0 ? argument : argument.substring(0, equals);
                    String value = g.info().labels().get(key);
                    yield value != null && (equals < 0 || value.equals(argument.substring(equals + 1)));
                }
                case RUNNING -> g.thread() != 0;
                case OF_USER -> !g.system();
                default -> place(g).contains(argument);
            };
        }

        /** The name of the group to which it belongs. */
        private String group(Seen g, String key) {
            return switch (this) {
                case LABEL -> key + "=" + g.info().labels().getOrDefault(key, "");
                case RUNNING -> "running=" + (g.thread() != 0);
                case OF_USER -> "user=" + !g.system();
                default -> place(g);
            };
        }
    }

    /**
     * A condition.
     *
     * @param field what it is about
     * @param negated whether it is turned round
     * @param argument see {@link Field#has}
     */
    public record Condition(Field field, boolean negated, String argument) {
        boolean test(Seen g) {
            return field.has(g, argument) != negated;
        }
    }

    /**
     * A group of goroutines.
     *
     * @param name what they have in common
     * @param shown some of them
     * @param total how many there are
     */
    public record Group(String name, List<Seen> shown, int total) {
        /** Makes a record that nobody can change. */
        public Group {
            shown = List.copyOf(shown);
        }
    }

    private Choice() {}

    /**
     * Returns those that meet all conditions.
     *
     * @param all from which
     * @param conditions which
     * @return in the same order
     */
    public static List<Seen> of(List<Seen> all, List<Condition> conditions) {
        return conditions.isEmpty() ? all : all.stream().filter(g -> conditions.stream().allMatch(c -> c.test(g))).toList();
    }

    /**
     * Groups goroutines.
     *
     * @param all which
     * @param by by what
     * @param key of a label, the key
     * @param shown how many of each group are shown, at most
     * @return the groups, by name
     */
    public static List<Group> grouped(List<Seen> all, Field by, String key, int shown) {
        Map<String, List<Seen>> members = new TreeMap<>();
        for (Seen g : all) {
            members.computeIfAbsent(by.group(g, key), name -> new ArrayList<>()).add(g);
        }
        List<Group> groups = new ArrayList<>();
        members.forEach((name, of) -> groups.add(new Group(name, of.subList(0, Math.min(of.size(), Math.max(0, shown))), of.size())));
        return groups;
    }
}
