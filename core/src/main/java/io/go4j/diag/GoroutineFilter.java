// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;
import java.util.Locale;

/** Says of a goroutine whether it is wanted: it must meet all conditions. */
public final class GoroutineFilter {
    private record Condition(String what, String value) {}

    private static final List<String> KINDS = List.of("state", "reason", "function", "label", "name");

    private final List<Condition> conditions;

    private GoroutineFilter(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /**
     * Makes a filter. A condition is one of
     * <ul>
     *   <li>{@code state=WORD}: running, runnable, syscall or waiting;
     *   <li>{@code reason=TEXT}: waits for a reason that contains the text, as in {@code reason=chan};
     *   <li>{@code function=TEXT}: a function on its stack, or the one that created it, contains the text;
     *   <li>{@code label=KEY} or {@code label=KEY=VALUE}: has the profiler label;
     *   <li>{@code name=TEXT}: its name contains the text.
     * </ul>
     *
     * @param conditions what is to hold; nothing: every goroutine is wanted
     * @return the filter
     * @throws IllegalArgumentException if one of them is none of these
     */
    public static GoroutineFilter of(List<String> conditions) {
        return new GoroutineFilter(conditions.stream().map(GoroutineFilter::parse).toList());
    }

    private static Condition parse(String text) {
        int is = text.indexOf('=');
        String what = is < 0 ? text : text.substring(0, is);
        if (is < 0 || !KINDS.contains(what)) {
            throw new IllegalArgumentException("diag: no filter " + text + "; there are " + String.join("=, ", KINDS) + "=");
        }
        Condition c = new Condition(what, text.substring(is + 1));
        if (what.equals("state") && !List.of("running", "runnable", "syscall", "waiting").contains(lower(c.value))) {
            throw new IllegalArgumentException("diag: no state " + c.value + "; there are running, runnable, syscall and waiting");
        }
        return c;
    }

    /**
     * Returns whether a goroutine is wanted.
     *
     * @param g the goroutine
     * @return true if it meets all conditions
     */
    public boolean test(GoroutineInfo g) {
        return conditions.stream().allMatch(c -> switch (c.what) {
            case "state" -> g.status().toString().equals(lower(c.value));
            case "reason" -> g.status() == GoroutineStatus.WAITING && lower(g.waitReason().toString()).contains(lower(c.value));
            case "function" -> isOnStack(g, c.value);
            case "label" -> hasLabel(g, c.value);
            default -> g.name() != null && g.name().contains(c.value);
        });
    }

    /**
     * Returns whether a goroutine is wanted of which only the text of a dump is known. That says nothing of labels and names.
     *
     * @param state what stands in the brackets of its header
     * @param stack the lines below the header
     * @return true if it meets all conditions
     * @throws IllegalArgumentException if a condition is about labels or names
     */
    public boolean test(String state, String stack) {
        int comma = state.indexOf(',');
        String word = comma < 0 ? state : state.substring(0, comma);
        boolean waiting = !List.of("running", "runnable", "syscall").contains(word);
        return conditions.stream().allMatch(c -> switch (c.what) {
            case "state" -> lower(c.value).equals(waiting ? "waiting" : word);
            case "reason" -> waiting && lower(word).contains(lower(c.value));
            case "function" -> stack.lines().anyMatch(l -> !l.startsWith("\t") && l.contains(c.value));
            default -> throw new IllegalArgumentException("diag: the text of a dump has no " + c.what + "s to filter by");
        });
    }

    private static boolean isOnStack(GoroutineInfo g, String function) {
        return Traceback.visible(g.frames()).stream().anyMatch(f -> nameOf(f).contains(function))
                || (g.createdBy() != null && nameOf(g.createdBy()).contains(function));
    }

    private static String nameOf(StackTraceElement f) {
        return f.getClassName() + "." + f.getMethodName();
    }

    private static boolean hasLabel(GoroutineInfo g, String label) {
        int is = label.indexOf('=');
        return is < 0
                ? g.labels().containsKey(label)
                : label.substring(is + 1).equals(g.labels().get(label.substring(0, is)));
    }

    private static String lower(String s) {
        return s.toLowerCase(Locale.ROOT);
    }
}
