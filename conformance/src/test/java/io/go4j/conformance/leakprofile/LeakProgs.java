// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile;

import static io.go4j.Go4j.go;

import io.go4j.GoRuntime;
import io.go4j.conformance.leakprofile.goker.Goker;
import io.go4j.diag.GoroutineInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The leak programs, and a whole program that runs some of them, all at the same time, and looks for leaks until all is as expected. */
public final class LeakProgs {
    private static final long PATIENCE_NANOS = 45_000_000_000L;
    private static final int PAUSE_MILLIS = 30;

    /** How many looks in a row must find nothing false. */
    private static final int LOOKS = 3;

    /** The profiler label that all goroutines of a program inherit. Its value is the program's name. */
    static final String LABEL = "program";

    private static final String OUR_PACKAGES = LeakProgs.class.getPackageName();

    private final List<LeakCase> cases;
    private final Map<String, Integer> looksAsExpected = new HashMap<>();
    private final Map<String, String> wrong = new TreeMap<>();
    private final Map<String, Set<Long>> reported = new HashMap<>();
    private final Map<String, Map<String, Integer>> found = new HashMap<>();
    private final Set<String> strange = ConcurrentHashMap.newKeySet();

    private LeakProgs(List<LeakCase> cases) {
        this.cases = cases;
    }

    /** Those of Go's simple.go, commonpatterns.go, stresstests.go and goker. */
    public static List<LeakCase> ofGo() {
        return Stream.of(Simple.cases(), CommonPatterns.cases(), StressTests.cases(), Goker.cases()).flatMap(List::stream).toList();
    }

    /** Those that are not Go's: about what a frame holds. */
    public static List<LeakCase> frames() {
        return Frames.cases();
    }

    /** All of these. */
    public static List<LeakCase> all() {
        return Stream.concat(ofGo().stream(), frames().stream()).toList();
    }

    /**
     * Runs the programs that are named, and prints for each of them {@code name: ok}, or what is wrong, and what was reported.
     *
     * @param args how many processors there are to be, 0 for as many as usual; the names of the programs
     */
    public static void main(String[] args) throws InterruptedException {
        int processors = Integer.parseInt(args[0]);
        if (processors > 0) {
            GoRuntime.gomaxprocs(processors);
        }
        Set<String> names = Set.of(args);
        var progs = new LeakProgs(all().stream().filter(c -> names.contains(c.name())).toList());
        progs.run();
        System.exit(0);
    }

    private void run() throws InterruptedException {
        GoRuntime.onPanic((g, e) -> strange.add("panic: " + e));
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (LeakCase c : cases) {
            go(() -> GoRuntime.doWithLabels(Map.of(LABEL, c.name()), c.body()));
        }
        int looks = 0;
        boolean again = true;
        while (again && System.nanoTime() < end) {
            Thread.sleep(PAUSE_MILLIS);
            again = look();
            looks++;
        }
        System.out.println("looks: " + looks);
        strange.forEach(s -> System.out.println("strange: " + s));
        for (LeakCase c : cases) {
            System.out.println(c.name() + ": " + wrong.getOrDefault(c.name(), "ok") + "; reported: " + found.get(c.name()));
        }
    }

    /** Returns whether another look could change something. */
    private boolean look() {
        Map<String, List<GoroutineInfo>> leaked = byProgram(GoRuntime.findLeaks());
        Map<String, List<GoroutineInfo>> live = byProgram(GoRuntime.goroutines());
        leaked.getOrDefault("", List.of()).forEach(g -> strange.add("reported, of no program: " + site(g) + " " + g));
        boolean again = false;
        for (LeakCase c : cases) {
            if (looksAsExpected.getOrDefault(c.name(), 0) >= 0) {
                again |= judge(c, leaked.getOrDefault(c.name(), List.of()), live.getOrDefault(c.name(), List.of()));
            }
        }
        return again;
    }

    private boolean judge(LeakCase c, List<GoroutineInfo> leaked, List<GoroutineInfo> live) {
        found.put(c.name(), counted(leaked));
        String falsely = falselyReported(c, leaked);
        if (!falsely.isEmpty()) {
            looksAsExpected.put(c.name(), -1); // no later look makes that good
            wrong.put(c.name(), falsely);
            return false;
        }
        String missing = missing(c, leaked, live);
        if (missing.isEmpty()) {
            wrong.remove(c.name());
        } else {
            wrong.put(c.name(), missing);
        }
        int asExpected = missing.isEmpty() ? looksAsExpected.getOrDefault(c.name(), 0) + 1 : 0;
        looksAsExpected.put(c.name(), asExpected);
        return asExpected < LOOKS;
    }

    private String falselyReported(LeakCase c, List<GoroutineInfo> leaked) {
        for (GoroutineInfo g : leaked) {
            if (!c.sites().containsKey(site(g))) {
                return "reported, but not expected: " + site(g) + " " + g;
            }
        }
        Set<Long> before = reported.put(c.name(), ids(leaked));
        if (before != null && !ids(leaked).containsAll(before)) {
            before.removeAll(ids(leaked));
            return "reported, but not by the next look: " + before;
        }
        return "";
    }

    private static String missing(LeakCase c, List<GoroutineInfo> leaked, List<GoroutineInfo> live) {
        Map<String, Integer> counts = counted(leaked);
        for (var expected : c.sites().entrySet()) {
            int n = counts.getOrDefault(expected.getKey(), 0);
            if (n < expected.getValue().least() || n > expected.getValue().most()) {
                return expected.getKey() + " is reported " + n + " times, of " + counted(live);
            }
        }
        if (!c.rests()) {
            return live.size() >= c.least() ? "" : "has only " + live.size() + " goroutines";
        }
        if (!ids(leaked).equals(ids(live))) {
            List<GoroutineInfo> others = new ArrayList<>(live);
            others.removeIf(g -> ids(leaked).contains(g.id()));
            return "is there, and is not reported: " + counted(others) + "";
        }
        return "";
    }

    private static Map<String, Integer> counted(List<GoroutineInfo> all) {
        Map<String, Integer> counts = new TreeMap<>();
        all.forEach(g -> counts.merge(site(g), 1, Integer::sum));
        return counts;
    }

    private static Set<Long> ids(List<GoroutineInfo> all) {
        return all.stream().map(GoroutineInfo::id).collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * As the expectations have it: the goroutine's function, and why it waits. The function is the outermost method of ours; where Go has a
     * function without a name, its name in Go is the name of the goroutine here.
     */
    private static String site(GoroutineInfo g) {
        StackTraceElement function = null;
        for (StackTraceElement f : g.frames()) {
            if (f.getClassName().startsWith(OUR_PACKAGES)) {
                function = f;
            }
        }
        String name = g.name();
        if (function == null) {
            name = "no function of ours";
        } else if (name == null) {
            String owner = function.getClassName();
            name = owner.substring(Math.max(owner.lastIndexOf('.'), owner.lastIndexOf('$')) + 1) + "." + function.getMethodName();
        }
        return name + " [" + g.waitReason() + "]";
    }

    /** A timer's goroutine inherits nothing, so it is told by the class of its function. */
    private static String program(GoroutineInfo g) {
        String labelled = g.labels().get(LABEL);
        if (labelled != null) {
            return labelled;
        }
        for (StackTraceElement f : g.frames()) {
            if (f.getClassName().startsWith(OUR_PACKAGES)) {
                return f.getClassName().replaceAll(".*\\.|\\$.*", "");
            }
        }
        return "";
    }

    private static Map<String, List<GoroutineInfo>> byProgram(List<GoroutineInfo> all) {
        return all.stream().collect(Collectors.groupingBy(LeakProgs::program));
    }
}
