// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.Place;
import io.go4j.diag.ProcessorInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Lays out one screen of {@code top}: numbers of the whole, processors and their queues, and at which places the goroutines are. */
final class TopFrame {
    /*
     * From top to bottom what is looked at first. Places get what is left of the height, for there can be any number of them; at least
     * PLACES_MIN lines, so that with many processors these go into lines of queue lengths, and then are cut.
     */
    private static final int PLACES_MIN = 8;
    private static final int WIDTH_MIN = 40;
    private static final int COUNT_WIDTH = 10;
    private static final int LONGEST_WIDTH = 8; // of the waits there
    private static final String MORE = "   ...";

    private final String title;
    private final TopSample before;
    private final TopSample now;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    private TopFrame(String title, TopSample before, TopSample now, int width) {
        this.title = title;
        this.before = before;
        this.now = now;
        this.width = Math.max(width, WIDTH_MIN);
    }

    /** At most {@code height} lines of at most {@code width} characters. Rates are those between the two samples. */
    static List<String> lines(String title, TopSample before, TopSample now, boolean byWait, int width, int height) {
        var frame = new TopFrame(title, before, now, width);
        frame.head();
        frame.processors(Math.max(2, height - frame.lines.size() - PLACES_MIN - 3));
        frame.places(Math.max(1, height - frame.lines.size() - 2), byWait);
        List<String> all = frame.lines.stream().map(l -> l.length() > width ? l.substring(0, Math.max(0, width)) : l).toList();
        return all.size() > height ? all.subList(0, Math.max(0, height)) : all;
    }

    private void head() {
        lines.add(title.length() <= width ? title : title.substring(0, Math.max(0, title.lastIndexOf("   ", width)))); // whole parts
        if (now.metrics().containsKey("/sched/threads/total:threads")) {
            lines.add("goroutines " + number(now.goroutines())
                    + "   running " + metric("/sched/goroutines/running:goroutines")
                    + "   runnable " + metric("/sched/goroutines/runnable:goroutines")
                    + "   in system calls " + metric("/sched/goroutines/not-in-go:goroutines")
                    + "   waiting " + metric("/sched/goroutines/waiting:goroutines"));
            if (now.metric("/go4j/sched/virtual-threads:threads") > 0) { // most programs have none
                lines.add("virtual threads on the processors that are no goroutines " + metric("/go4j/sched/virtual-threads:threads"));
            }
            lines.add("gomaxprocs " + now.gomaxprocs() + " (" + metric("/go4j/sched/procs/idle:procs") + " idle)"
                    + "   threads " + metric("/sched/threads/total:threads") + " (" + metric("/go4j/sched/threads/idle:threads") + " idle)"
                    + "   global queue " + metric("/go4j/sched/global-queue:goroutines"));
            lines.add("each second: switches " + rate((double) switches(now), (double) switches(before))
                    + "   created " + rate("/sched/goroutines-created:goroutines")
                    + "   handoffs " + rate("/go4j/sched/handoffs:events")
                    + "   hogs " + rate("/go4j/sched/hogs:events"));
            lines.add("wait for a processor, since the start: median " + time("/sched/latencies:seconds median") + "   99% "
                    + time("/sched/latencies:seconds 99%"));
        } else {
            lines.add("goroutines " + number(now.goroutines()) + "   parallelism " + now.gomaxprocs()
                    + "   portable mode: no processors and queues to show");
        }
        Map<String, Long> states = new LinkedHashMap<>();
        now.places().forEach(p -> states.merge(p.state(), p.goroutines(), Long::sum));
        var line = new StringBuilder("by state:");
        List<Map.Entry<String, Long>> all = new ArrayList<>(states.entrySet());
        all.sort(Map.Entry.<String, Long>comparingByValue().reversed());
        for (Map.Entry<String, Long> e : all) {
            String one = "   " + e.getKey() + " " + number(e.getValue());
            if (line.length() + one.length() > width - MORE.length()) {
                line.append(MORE);
                break;
            }
            line.append(one);
        }
        lines.add(line.toString());
    }

    private void processors(int room) {
        List<ProcessorInfo> all = now.processors();
        if (all.isEmpty()) {
            return;
        }
        lines.add("");
        if (all.size() < room) {
            lines.add("   P     THREAD    GOROUTINE    QUEUE   TIMERS   SWITCHES/S");
            for (ProcessorInfo p : all) {
                String thread = p.machine() < 0 ? "idle" : "m" + p.machine();
                String goroutine = p.goroutine() == 0 ? "-" : Long.toString(p.goroutine());
                lines.add(String.format(Locale.ROOT, "%4d %10s %12s %8d %8d %12s", p.id(), thread, goroutine, p.queued(), p.timers(),
                        rate((double) p.switches(), (double) switchesBefore(p.id()))));
            }
            return;
        }
        var line = new StringBuilder("queue of each P:");
        int first = lines.size();
        for (ProcessorInfo p : all) {
            String one = " " + (p.machine() < 0 ? "-" : p.queued());
            if (line.length() + one.length() > width) {
                if (lines.size() - first + 2 >= room) {
                    break; // the rest does not fit
                }
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat("queue of each P:".length()));
            }
            line.append(one);
        }
        lines.add(line.toString());
    }

    private void places(int room, boolean byWait) {
        lines.add("");
        Comparator<Place> order = Comparator.comparing(p -> !p.state().contains(", hog")); // they are few, and what one looks for
        if (byWait) {
            order = order.thenComparing(Place::longestMillis, Comparator.reverseOrder());
        }
        List<Place> shown = now.places().stream().sorted(order).limit(room).toList(); // stable: else as they came, the most first
        int stateWidth = Math.min(widest(shown, Place::state), width / 3);
        int idWidth = 2 + Math.max("ID".length(), widestId(shown));
        int rest = width - COUNT_WIDTH - stateWidth - 2 - 2 - LONGEST_WIDTH - idWidth - 2;
        int lineWidth = Math.min(widest(shown, Place::line), Math.max(10, rest * 2 / 5));
        int functionWidth = Math.min(widest(shown, TopFrame::functionOf), Math.max(10, rest - lineWidth));
        String format = "%" + COUNT_WIDTH + "s  %-" + stateWidth + "s  %-" + functionWidth + "s  %-" + lineWidth + "s%" + LONGEST_WIDTH
                + "s%" + idWidth + "s";
        lines.add(String.format(Locale.ROOT, format, "GOROUTINES", "STATE", "FUNCTION", "LINE", "LONGEST", "ID"));
        for (Place p : shown) {
            String longest = p.longestMillis() < 0 ? "-" : PsCommand.uptime(Duration.ofMillis(p.longestMillis()));
            lines.add(String.format(Locale.ROOT, format, number(p.goroutines()), start(p.state(), stateWidth),
                    end(functionOf(p), functionWidth), end(p.line(), lineWidth), longest, idOf(p)));
        }
    }

    /** Of the one that has waited longest; else of any. */
    private static long idOf(Place p) {
        return p.longestMillis() >= 0 ? p.longest() : p.oldest();
    }

    private static int widestId(List<Place> places) {
        return places.stream().mapToInt(p -> Long.toString(idOf(p)).length()).reduce(0, Math::max);
    }

    private static String functionOf(Place p) {
        return p.function().isEmpty() ? "(not started)" : p.function();
    }

    /** The width of a column: of its longest entry, or its title. */
    private static int widest(List<Place> places, Function<Place, String> column) {
        return places.stream().map(column).mapToInt(String::length).reduce(13, Math::max);
    }

    /** Of all processors, so that it is the sum of their rows. */
    private static long switches(TopSample s) {
        return s.processors().stream().mapToLong(ProcessorInfo::switches).sum();
    }

    private long switchesBefore(int id) {
        return before.processors().stream().filter(p -> p.id() == id).mapToLong(ProcessorInfo::switches).findFirst().orElse(0);
    }

    private String metric(String name) {
        return number((long) now.metric(name));
    }

    private String rate(String name) {
        return rate(now.metric(name), before.metric(name));
    }

    private String rate(double later, double earlier) {
        double seconds = (now.nanos() - before.nanos()) / 1e9;
        return seconds <= 0 ? "-" : number(Math.round(Math.max(0, later - earlier) / seconds));
    }

    private String time(String name) {
        double seconds = now.metric(name);
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.1f us", seconds * 1e6);
        }
        return seconds < 1 ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3) : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String start(String s, int max) {
        return s.length() <= max ? s : s.substring(0, max - 1) + "~";
    }

    /** The end tells more: of a function, of a file with its line. */
    private static String end(String s, int max) {
        return s.length() <= max ? s : "~" + s.substring(s.length() - max + 1);
    }
}
