// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Goroutines that do the same at the same place, shown once: for programs that have many. */
public final class StackGroups {
    private static final int SHOWN = 5;
    private static final Pattern PARENT = Pattern.compile("(?m)^(created by .*) in goroutine \\d+$");

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private long goroutines;

    private static final class Group {
        private final TreeSet<Long> ids = new TreeSet<>(); // the lowest
        private final TreeSet<String> names = new TreeSet<>(); // the first
        private long count;
        private boolean moreNames;

        private void name(String name) {
            names.add(name);
            if (names.size() > SHOWN) {
                names.removeLast();
                moreNames = true;
            }
        }
    }

    /** Begins with none. */
    public StackGroups() {}

    /**
     * Adds a goroutine.
     *
     * @param g the goroutine
     */
    public void add(GoroutineInfo g) {
        var text = new StringBuilder();
        Traceback.append(text, g);
        int header = text.indexOf("\n") + 1;
        String labels = g.labels().isEmpty() ? "" : "# labels: " + new TreeMap<>(g.labels()) + "\n";
        Group group = addTo(g.id(), stateOf(g), labels + text.substring(header));
        if (g.name() != null) {
            group.name(g.name());
        }
    }

    /**
     * Adds a goroutine of which the text of a dump is known.
     *
     * @param id its id
     * @param state what stands in the brackets of its header
     * @param stack the lines below the header
     */
    public void add(long id, String state, String stack) {
        addTo(id, state, stack);
    }

    private Group addTo(long id, String state, String stack) {
        String key = "[" + state + "]\n" + PARENT.matcher(stack).replaceFirst("$1");
        Group group = groups.computeIfAbsent(key, k -> new Group());
        group.count++;
        group.ids.add(id);
        if (group.ids.size() > SHOWN) {
            group.ids.removeLast();
        }
        goroutines++;
        return group;
    }

    /** Returns what stands in the brackets of a goroutine's header. */
    static String stateOf(GoroutineInfo g) {
        var text = new StringBuilder();
        Traceback.append(text, g);
        int from = text.indexOf("[") + 1;
        return text.substring(from, text.indexOf("]:\n", from));
    }

    /**
     * Returns the text: how many there are, then the groups, the largest first.
     *
     * @return lines; an empty one before each group
     */
    @Override
    public String toString() {
        var out = new StringBuilder();
        out.append(goroutines).append(goroutines == 1 ? " goroutine, " : " goroutines, ");
        out.append(groups.size()).append(groups.size() == 1 ? " stack\n" : " different stacks\n");
        groups.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Group> e) -> e.getValue().count).reversed())
                .forEach(e -> append(out, e.getKey(), e.getValue()));
        return out.toString();
    }

    private static void append(StringBuilder out, String key, Group group) {
        int header = key.indexOf('\n');
        out.append('\n').append(group.count).append(group.count == 1 ? " goroutine " : " goroutines ").append(key, 0, header).append(": ");
        group.ids.forEach(id -> out.append(id).append(' '));
        out.setLength(out.length() - 1);
        out.append(group.count > group.ids.size() ? " ...\n" : "\n");
        if (!group.names.isEmpty()) {
            out.append("# name: ").append(String.join(", ", group.names)).append(group.moreNames ? ", ...\n" : "\n");
        }
        out.append(key, header + 1, key.length());
    }
}
