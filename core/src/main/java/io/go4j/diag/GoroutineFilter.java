// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says of a goroutine whether it is wanted: it must meet all conditions. */
public final class GoroutineFilter {
    private record Condition(String what, String value) {}

    private static final List<String> KINDS = List.of("state", "reason", "function", "label", "name", "waiting", "age", "ignore");

    private static final Pattern MINUTES = Pattern.compile(", (\\d{1,9}) minutes");

    private final List<Condition> conditions;

    private GoroutineFilter(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /**
     * Makes a filter. A condition is one of
     * <ul>
     *   <li>{@code state=WORD}: running, runnable, syscall or waiting;
     *   <li>{@code reason=TEXT}: waits for a reason that contains the text, as in {@code reason=chan}; {@code (leaked)} is part of it;
     *   <li>{@code function=TEXT}: a function on its stack, or the one that created it, contains the text;
     *   <li>{@code label=KEY} or {@code label=KEY=VALUE}: has the profiler label;
     *   <li>{@code name=TEXT}: its name contains the text;
     *   <li>{@code waiting=TIME}: has waited for so long or longer, as in {@code waiting=1m30s}; ms, s, m, h and d are known;
     *   <li>{@code age=TIME}: {@code go} was said so long ago or longer;
     *   <li>{@code ignore=TEXT}: the text is in no function on its stack, in no place there, not in its name and in no {@code KEY=VALUE}
     *       of its labels.
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
        if (isTime(what) && Times.parse(c.value) == null) {
            throw new IllegalArgumentException("diag: no time " + c.value + "; write 300ms, 10s, 5m, 1h30m or 2d");
        }
        return c;
    }

    private static boolean isTime(String what) {
        return what.equals("waiting") || what.equals("age");
    }

    /**
     * Returns whether a condition asks for how long a goroutine has waited or has been there, which not every process knows.
     *
     * @return true if there is such a condition
     */
    public boolean asksForTimes() {
        return conditions.stream().anyMatch(c -> isTime(c.what));
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
            case "reason" -> g.status() == GoroutineStatus.WAITING && lower(reasonOf(g)).contains(lower(c.value));
            case "function" -> isOnStack(g, c.value);
            case "label" -> hasLabel(g, c.value);
            case "waiting" -> isAtLeast(g.waited(), c.value);
            case "age" -> isAtLeast(g.age(), c.value);
            case "ignore" -> !isOnStack(g, c.value) && !isInText(g, c.value) && !isInLabels(g, c.value);
            default -> g.name() != null && g.name().contains(c.value);
        });
    }

    /**
     * Returns whether a virtual thread is wanted that is no goroutine. It has no labels, and for how long it has waited or has been there
     * is not known.
     *
     * @param t the thread
     * @return true if it meets all conditions
     */
    public boolean test(VirtualThreadInfo t) {
        return test(t.asGoroutine());
    }

    /**
     * Returns whether a goroutine is wanted of which only the text of a dump is known. That says nothing of labels, names and ages, and
     * how long it waits in whole minutes.
     *
     * @param state what stands in the brackets of its header
     * @param stack the lines below the header
     * @return true if it meets all conditions
     * @throws IllegalArgumentException if a condition is about labels, names or ages, or a wait of less than a minute
     */
    public boolean test(String state, String stack) {
        int comma = state.indexOf(',');
        String word = comma < 0 ? state : state.substring(0, comma);
        boolean waiting = !List.of("running", "runnable", "syscall").contains(word);
        return conditions.stream().allMatch(c -> switch (c.what) {
            case "state" -> lower(c.value).equals(waiting ? "waiting" : word);
            case "reason" -> waiting && lower(word).contains(lower(c.value));
            case "waiting" -> waiting && hasMinutes(state, c.value);
            case "ignore" -> !stack.contains(c.value);
            case "function" -> stack.lines().anyMatch(l -> !l.startsWith("\t") && l.contains(c.value));
            default -> throw new IllegalArgumentException("diag: the text of a dump has no " + c.what + "s to filter by");
        });
    }

    private static boolean isAtLeast(@Nullable Duration known, String wanted) {
        Duration least = Times.parse(wanted);
        return known != null && least != null && known.compareTo(least) >= 0;
    }

    private static boolean hasMinutes(String state, String wanted) {
        Duration least = Times.parse(wanted);
        if (least == null || least.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("diag: the text of a dump tells waits in whole minutes; ask for 1m or more");
        }
        Matcher minutes = MINUTES.matcher(state);
        return minutes.find() && Duration.ofMinutes(Long.parseLong(minutes.group(1))).compareTo(least) >= 0;
    }

    /** As dumps print it. */
    private static String reasonOf(GoroutineInfo g) {
        return g.waitReason() + (g.leaked() ? " (leaked)" : "");
    }

    private static boolean isOnStack(GoroutineInfo g, String function) {
        return Traceback.visible(g.frames()).stream().anyMatch(f -> nameOf(f).contains(function))
                || (g.createdBy() != null && nameOf(g.createdBy()).contains(function));
    }

    private static boolean isInText(GoroutineInfo g, String text) {
        var dump = new StringBuilder();
        Traceback.append(dump, g);
        return dump.indexOf(text, dump.indexOf("\n")) >= 0 || (g.name() != null && g.name().contains(text));
    }

    private static boolean isInLabels(GoroutineInfo g, String text) {
        return g.labels().entrySet().stream().anyMatch(l -> (l.getKey() + "=" + l.getValue()).contains(text));
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
