// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Goroutines, or virtual threads, that do the same at the same place, shown once: for programs that have many. */
public final class StackGroups {
    private static final int SHOWN = 5;
    private static final Pattern PARENT = Pattern.compile("(?m)^(created by .*) in goroutine \\d+$");

    /*
     * Making the text of a goroutine costs more than all else, so of equal ones it is made once: a record without what may differ finds
     * the group.
     */
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<GoroutineInfo, Group> known = new HashMap<>();
    private final String noun;
    private long members;

    private static final class Group {
        private final TreeSet<Long> ids = new TreeSet<>(); // the lowest
        private final TreeSet<String> names = new TreeSet<>(); // the first
        private long count;
        private boolean moreNames;
        private @Nullable Duration shortest; // of the waits
        private @Nullable Duration longest;

        private void add(long id) {
            count++;
            ids.add(id);
            if (ids.size() > SHOWN) {
                ids.removeLast();
            }
        }

        private void waited(Duration d) {
            shortest = shortest == null || d.compareTo(shortest) < 0 ? d : shortest;
            longest = longest == null || d.compareTo(longest) > 0 ? d : longest;
        }

        /** A line, from one second on. */
        private String waits() {
            if (shortest == null || longest == null || longest.toSeconds() < 1) {
                return "";
            }
            String from = Times.print(shortest);
            String to = Times.print(longest);
            return "# waiting: " + (from.equals(to) ? to : from + " to " + to) + "\n";
        }

        private void name(String name) {
            names.add(name);
            if (names.size() > SHOWN) {
                names.removeLast();
                moreNames = true;
            }
        }
    }

    /** Begins with none. */
    public StackGroups() {
        this("goroutine");
    }

    /**
     * Begins with none.
     *
     * @param noun what one of them is called
     */
    public StackGroups(String noun) {
        this.noun = noun;
    }

    /**
     * Adds a goroutine.
     *
     * @param g the goroutine
     */
    public void add(GoroutineInfo g) {
        Group group = known.computeIfAbsent(common(g), k -> groupOf(stateOf(g), textOf(g)));
        group.add(g.id());
        members++;
        if (g.name() != null) {
            group.name(g.name());
        }
        if (g.waited() != null) {
            group.waited(g.waited());
        }
    }

    /**
     * Adds a virtual thread that is no goroutine.
     *
     * @param t the thread
     */
    public void add(VirtualThreadInfo t) {
        GoroutineInfo g = t.asGoroutine();
        Group group = known.computeIfAbsent(common(g), k -> groupOf(t.state(), textOf(t)));
        group.add(t.id());
        members++;
        if (g.name() != null) {
            group.name(g.name());
        }
    }

    private static String textOf(VirtualThreadInfo t) {
        var text = new StringBuilder();
        Traceback.appendFrames(text, Traceback.visible(t.frames()));
        return text.toString();
    }

    private static GoroutineInfo common(GoroutineInfo g) {
        return new GoroutineInfo(
                0,
                null,
                g.status(),
                g.waitReason(),
                g.labels(),
                g.frames(),
                g.createdBy(),
                0,
                0,
                false,
                g.lockedToThread(),
                g.hog(),
                g.leaked(),
                null,
                null);
    }

    private static String textOf(GoroutineInfo g) {
        var text = new StringBuilder();
        Traceback.append(text, g);
        String labels = g.labels().isEmpty() ? "" : "# labels: " + new TreeMap<>(g.labels()) + "\n";
        return labels + text.substring(text.indexOf("\n") + 1);
    }

    /**
     * Adds a goroutine of which the text of a dump is known.
     *
     * @param id its id
     * @param state what stands in the brackets of its header
     * @param stack the lines below the header
     */
    public void add(long id, String state, String stack) {
        groupOf(state, stack).add(id);
        members++;
    }

    private Group groupOf(String state, String stack) {
        return groups.computeIfAbsent("[" + state + "]\n" + PARENT.matcher(stack).replaceFirst("$1"), k -> new Group());
    }

    /** Returns what stands in the brackets of a goroutine's header, without for how long it has waited. */
    static String stateOf(GoroutineInfo g) {
        return Traceback.brackets(g, "");
    }

    /**
     * Returns the text: how many there are, then the groups, the largest first.
     *
     * @return lines; an empty one before each group
     */
    @Override
    public String toString() {
        var out = new StringBuilder();
        out.append(members).append(' ').append(noun).append(members == 1 ? ", " : "s, ");
        out.append(groups.size()).append(groups.size() == 1 ? " stack\n" : " different stacks\n");
        groups.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Group> e) -> e.getValue().count).reversed())
                .forEach(e -> append(out, e.getKey(), e.getValue()));
        return out.toString();
    }

    private void append(StringBuilder out, String key, Group group) {
        int header = key.indexOf('\n');
        out.append('\n').append(group.count).append(' ').append(noun).append(group.count == 1 ? " " : "s ");
        out.append(key, 0, header).append(": ");
        group.ids.forEach(id -> out.append(id).append(' '));
        out.setLength(out.length() - 1);
        out.append(group.count > group.ids.size() ? " ...\n" : "\n");
        if (!group.names.isEmpty()) {
            out.append("# name: ").append(String.join(", ", group.names)).append(group.moreNames ? ", ...\n" : "\n");
        }
        out.append(group.waits()).append(key, header + 1, key.length());
    }
}
