// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Traceback;
import io.go4j.diag.WaitCycle;
import io.go4j.diag.WaitReason;
import io.go4j.sched.ForeignThreads;
import io.go4j.sched.G;
import io.go4j.sched.Sched;
import io.go4j.sched.WaitsFor;
import io.go4j.sched.World;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The text of a bad end: what happened, in Go's words, and the goroutines. */
final class Report {
    /** What G1 says when the stack of a virtual thread is too large to be unmounted. */
    private static final String HUMONGOUS = "Humongous stack chunk";

    private Report() {}

    /** {@code f} has left the body of {@code g}, the calling goroutine. */
    static String of(G g, Failure f) {
        var out = new StringBuilder();
        appendWhat(out, f);
        TraceLevel level = TraceLevel.current();
        if (level == TraceLevel.NONE) {
            return out.toString().stripTrailing() + "\n";
        }
        GoroutineInfo now = World.of(g);
        StackTraceElement site = now == null ? null : now.createdBy();
        long parent = now == null ? 0 : now.parentId();
        boolean locked = now != null && now.lockedToThread();
        var self = new GoroutineInfo(
                g.id(), g.name(), GoroutineStatus.RUNNING, WaitReason.NONE, Map.of(), f.self().frames(), null, 0, 0, false, locked, false,
                false, null, null);
        Traceback.append(out, self);
        appendCauses(out, f);
        Traceback.appendCreatedBy(out, site, parent);
        if (level.compareTo(TraceLevel.ALL) >= 0) {
            for (GoroutineInfo other : World.goroutines()) {
                if (other.id() != g.id()) {
                    out.append('\n');
                    Traceback.append(out, other);
                }
            }
            out.append(Traceback.formatThreads(ForeignThreads.all()));
            appendCycles(out);
        }
        return out.toString();
    }

    /** A mistake that must not go on, made by the calling thread, which is no goroutine. */
    static String ofThread(Failure f) {
        Thread t = Thread.currentThread();
        String name = t.getName().isEmpty() ? "#" + t.threadId() : t.getName(); // virtual threads seldom have one
        var out = new StringBuilder("fatal error: " + f.self().message() + "\n\nthread " + name + ":\n");
        Traceback.appendFrames(out, Traceback.visible(f.self().frames()));
        return out.toString();
    }

    /** A failure that is not the matter itself: what it is, and where. */
    static String brief(Failure f) {
        var out = new StringBuilder(f.self().text().replace("\n", "\n\t")).append('\n');
        Traceback.appendFrames(out, Traceback.visible(f.self().frames()));
        appendCauses(out, f);
        return out.toString();
    }

    private static void appendWhat(StringBuilder out, Failure f) {
        if (f.is(StackOverflowError.class)) {
            out.append(whyOverflow(f.self().message())).append("\nfatal error: stack overflow\n\n");
        } else if (Program.isRunning() && f.is(OutOfMemoryError.class)) {
            out.append("runtime: ").append(f.self().text().replace("\n", "\n\t")).append("\nfatal error: out of memory\n\n");
        } else if (f.is(FatalError.class)) {
            out.append("fatal error: ").append(f.self().message()).append("\n\n");
        } else {
            appendPanics(out, f);
            out.append('\n');
        }
    }

    private static String whyOverflow(@Nullable String message) {
        return HUMONGOUS.equals(message)
                ? "runtime: G1 keeps no stack of a waiting goroutine larger than half a region; -XX:G1HeapRegionSize=32m is the most"
                : "runtime: goroutine stack exceeds " + Sched.maxStack() + "-byte limit";
    }

    /** {@code panic: ...} for the exception that left, preceded by those that it replaced on the way out of {@link Defer}s. */
    private static void appendPanics(StringBuilder out, Failure f) {
        String indent = "";
        for (Failure.Part one : f.panics()) {
            out.append(indent).append("panic: ").append(one.text().replace("\n", "\n\t")).append('\n');
            indent = "\t";
        }
        if (f.hasMorePanics()) {
            out.append("\t...more panics elided...\n");
        }
    }

    private static void appendCauses(StringBuilder out, Failure f) {
        for (Failure.Part cause : f.causes()) {
            out.append("caused by: ").append(cause.text().replace("\n", "\n\t")).append('\n');
            Traceback.appendFrames(out, Traceback.visible(cause.frames()));
        }
    }

    /** Returns all goroutines, the other virtual threads on our processors, and at the end those that are known to wait for each other. */
    static String dump() {
        var out = new StringBuilder(Traceback.format(World.goroutines()));
        out.append(Traceback.formatThreads(ForeignThreads.all()));
        appendCycles(out);
        return out.toString();
    }

    /** All known cycles, each after an empty line. */
    static void appendCycles(StringBuilder out) {
        appendCycles(out, g -> true);
    }

    /** Those of the known cycles in which is a goroutine that {@code filter} lets through, each after an empty line. */
    static void appendCycles(StringBuilder out, Predicate<GoroutineInfo> filter) {
        for (WaitCycle cycle : WaitsFor.known()) {
            if (cycle.links().stream().map(WaitCycle.Link::goroutine).anyMatch(filter)) {
                out.append('\n').append(cycle);
            }
        }
    }
}
