// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints goroutines in the text shape of Go's dumps, which tools parse. (Go: traceback.go.) */
public final class Traceback {
    private static final int FRAMES_AT_EACH_END = 50;

    /**
     * Packages of the runtime. Their frames are left out, as Go leaves out those of package runtime. Exact names: users
     * may live below them.
     */
    private static final Set<String> RUNTIME = Set.of(
            "io.go4j",
            "io.go4j.carrier",
            "io.go4j.chan",
            "io.go4j.cli",
            "io.go4j.cli.run",
            "io.go4j.context",
            "io.go4j.jfr",
            "io.go4j.park",
            "io.go4j.sched",
            "io.go4j.sync",
            "io.go4j.time",
            "io.go4j.timer");

    /** The JDK's parts of a virtual thread that are on every stack. */
    private static final Set<String> JDK = Set.of(
            "java.lang.VirtualThread",
            "java.lang.VirtualThread$VThreadContinuation",
            "java.lang.VirtualThread$VThreadContinuation$1",
            "java.lang.ThreadBuilders$BoundVirtualThread",
            "java.lang.System$1",
            "java.util.concurrent.locks.LockSupport",
            "jdk.internal.misc.Unsafe",
            "jdk.internal.vm.Continuation");

    /** Any other value is ignored, and sched/GoDebug says so. */
    private static final Pattern LABEL_SETTING = Pattern.compile("\\s*tracebacklabels\\s*=\\s*\\+?([0-9]+)\\s*");

    /** {@code GODEBUG=tracebacklabels=1}, also as the property {@code go4j.godebug}, which counts more. */
    private static final boolean LABELS = labelsWanted(System.getenv("GODEBUG"), System.getProperty("go4j.godebug"));

    private Traceback() {}

    static boolean labelsWanted(@Nullable String... settings) {
        boolean wanted = false;
        for (String all : settings) {
            for (String one : all == null ? new String[0] : all.split(",")) {
                Matcher setting = LABEL_SETTING.matcher(one);
                if (setting.matches()) {
                    wanted = !setting.group(1).matches("0+");
                }
            }
        }
        return wanted;
    }

    /**
     * Returns labels in Go's form, sorted by key.
     *
     * @param labels the labels
     * @param colon what stands between a key and its value
     * @return such as <code>{"job": "ingest", "shard": "7"}</code>
     */
    public static String labels(Map<String, String> labels, String colon) {
        return new TreeMap<>(labels).entrySet().stream()
                .map(label -> quote(label.getKey()) + colon + quote(label.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** As Go's {@code %q}. */
    private static String quote(String s) {
        var out = new StringBuilder(s.length() + 2).append('"');
        s.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    /**
     * Formats goroutines, in the given order, with an empty line between two.
     *
     * @param goroutines what to format
     * @return the text, ending with a newline if there is any goroutine
     */
    public static String format(List<GoroutineInfo> goroutines) {
        var out = new StringBuilder();
        for (GoroutineInfo g : goroutines) {
            if (!out.isEmpty()) {
                out.append('\n');
            }
            append(out, g);
        }
        return out.toString();
    }

    /**
     * Appends one goroutine: header, frames, where it was created.
     *
     * @param out where to
     * @param g the goroutine
     */
    public static void append(StringBuilder out, GoroutineInfo g) {
        out.append("goroutine ").append(g.id()).append(" [").append(brackets(g, minutes(g))).append("]:\n");
        appendFrames(out, visible(g.frames()));
        appendCreatedBy(out, g.createdBy(), g.parentId());
    }

    /**
     * Formats virtual threads, each after an empty line: what follows the goroutines in a dump.
     *
     * @param threads what to format
     * @return the text; empty if there are none
     */
    public static String formatThreads(List<VirtualThreadInfo> threads) {
        var out = new StringBuilder();
        for (VirtualThreadInfo t : threads) {
            out.append('\n');
            append(out, t);
        }
        return out.toString();
    }

    /**
     * Appends a virtual thread that is no goroutine: header, frames, who started it.
     *
     * @param out where to
     * @param t the thread
     */
    public static void append(StringBuilder out, VirtualThreadInfo t) {
        out.append("virtual thread ").append(t.id()).append(t.name().isEmpty() ? "" : " " + quote(t.name()));
        out.append(" [").append(t.state()).append("]:\n");
        appendFrames(out, visible(t.frames()));
        out.append(t.startedBy());
    }

    /** Returns what stands in the brackets of the header, with the labels if these are wanted. */
    static String brackets(GoroutineInfo g, String minutes) {
        return state(g, minutes) + (LABELS && !g.labels().isEmpty() ? " labels:" + labels(g.labels(), ": ") : "");
    }

    /**
     * Returns what stands in the brackets of the header: what the goroutine does or why it waits, whether it is leaked, for how many
     * minutes, and so on.
     *
     * @param g the goroutine
     * @return for example {@code chan receive (leaked), 5 minutes}
     */
    public static String state(GoroutineInfo g) {
        return state(g, minutes(g));
    }

    private static String state(GoroutineInfo g, String minutes) {
        String leaked = g.leaked() ? " (leaked)" : "";
        return word(g) + leaked + minutes + (g.hog() ? ", hog" : "") + (g.lockedToThread() ? ", locked to thread" : "");
    }

    /** As Go: from one minute on, and always with an s. */
    private static String minutes(GoroutineInfo g) {
        return g.waited() == null || g.waited().toMinutes() < 1 ? "" : ", " + g.waited().toMinutes() + " minutes";
    }

    private static String word(GoroutineInfo g) {
        return g.status() == GoroutineStatus.WAITING && g.waitReason() != WaitReason.NONE
                ? g.waitReason().toString()
                : g.status().toString();
    }

    /**
     * Returns the frames that belong to the user and to the libraries that the user called. If that leaves none, all are returned.
     *
     * @param frames a stack, innermost first
     * @return those to show
     */
    public static List<StackTraceElement> visible(List<StackTraceElement> frames) {
        List<StackTraceElement> shown = frames.stream().filter(f -> !isRuntime(f)).toList();
        return shown.isEmpty() ? frames : shown;
    }

    /**
     * Returns whether a frame is the runtime's, and so left out of dumps.
     *
     * @param f a frame
     * @return true for go4j's own and for those that the JDK has on the stack of every virtual thread
     */
    public static boolean isRuntime(StackTraceElement f) {
        String c = f.getClassName();
        int dot = c.lastIndexOf('.');
        String pack = dot < 0 ? "" : c.substring(0, dot);
        if (c.endsWith("$$Start") || isHidden(f)) { // the first is what `go4j run` makes to call main
            return true;
        }
        return (RUNTIME.contains(pack) && !isTest(c))
                || JDK.contains(c)
                || c.startsWith("jdk.internal.reflect.")
                || c.startsWith("java.lang.invoke.");
    }

    /** The JVM leaves these out itself, but not of the trace of an error that it made in advance, for want of memory. */
    private static boolean isHidden(StackTraceElement f) {
        boolean inHiddenClass = f.getClassName().indexOf('/') >= 0; // a lambda, for example: its method has a frame of its own
        return inHiddenClass || (f.getClassName().equals("java.lang.Thread") && f.getMethodName().equals("runWith"));
    }

    /**
     * Returns whether a frame is the JDK's and on the stack of every virtual thread, or of every one that is parked.
     *
     * @param f a frame
     * @return true for such
     */
    public static boolean isJdkOfVirtualThreads(StackTraceElement f) {
        return JDK.contains(f.getClassName());
    }

    /** Test classes live in the packages they test; to a dump they are user code. */
    private static boolean isTest(String className) {
        int nested = className.indexOf('$');
        return (nested < 0 ? className : className.substring(0, nested)).endsWith("Test");
    }

    /**
     * Appends frames; of more than 100 only the 50 at each end.
     *
     * @param out where to
     * @param frames what to append
     */
    public static void appendFrames(StringBuilder out, List<StackTraceElement> frames) {
        int n = frames.size();
        for (int i = 0; i < n; i++) {
            if (n > 2 * FRAMES_AT_EACH_END && i == FRAMES_AT_EACH_END) {
                int elided = n - 2 * FRAMES_AT_EACH_END;
                out.append("...").append(elided).append(" frames elided...\n");
                i += elided;
            }
            StackTraceElement f = frames.get(i);
            out.append(f.getClassName()).append('.').append(f.getMethodName()).append("(...)\n\t");
            appendPlace(out, f);
        }
    }

    /**
     * Appends where a goroutine was created; nothing if that is not known.
     *
     * @param out where to
     * @param site the place, or null
     * @param parentId the id of the goroutine that said {@code go}, 0 if that was an ordinary thread
     */
    public static void appendCreatedBy(StringBuilder out, @Nullable StackTraceElement site, long parentId) {
        if (site == null) {
            return;
        }
        out.append("created by ").append(site.getClassName()).append('.').append(site.getMethodName());
        if (parentId > 0) {
            out.append(" in goroutine ").append(parentId);
        }
        out.append("\n\t");
        appendPlace(out, site);
    }

    private static void appendPlace(StringBuilder out, StackTraceElement f) {
        String c = f.getClassName();
        int dot = c.lastIndexOf('.');
        if (dot >= 0) {
            out.append(c, 0, dot + 1);
            for (int i = out.length() - dot - 1; i < out.length(); i++) {
                if (out.charAt(i) == '.') {
                    out.setCharAt(i, '/');
                }
            }
        }
        String file = f.getFileName();
        out.append(file == null ? "Unknown.java" : file).append(':').append(Math.max(f.getLineNumber(), 0)).append('\n');
    }
}
