// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Traceback;
import io.go4j.diag.WaitCycle;
import io.go4j.diag.WaitReason;
import io.go4j.sched.ForeignThreads;
import io.go4j.sched.G;
import io.go4j.sched.Leaks;
import io.go4j.sched.Sched;
import io.go4j.sched.WaitsFor;
import io.go4j.sched.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The bad ends: a panic that nobody caught, a deadlock, a fatal error, a bug of ours. */
final class Crash {
    /** Serialises the reports of goroutines that fail at the same time. */
    private static final Object PRINTING = new Object();

    // for a report of a deadlock: it has been printed, so the program may take a little longer to end
    private static final long LOOK_NANOS = 5_000_000_000L;
    private static final int LOOK_AT_MOST = 100;

    /** What G1 says when the stack of a virtual thread is too large to be unmounted. */
    private static final String HUMONGOUS = "Humongous stack chunk";

    /** Guarded by PRINTING. */
    private static boolean exhausted;

    private static final AtomicReference<@Nullable BiConsumer<Goroutine, Throwable>> HANDLER = new AtomicReference<>();

    private Crash() {}

    /** Sets the handler; returns the one before. */
    static @Nullable BiConsumer<Goroutine, Throwable> handler(@Nullable BiConsumer<Goroutine, Throwable> h) {
        return HANDLER.getAndSet(h);
    }

    /** An exception left the body of {@code g}, the calling goroutine. In a whole program this does not return. */
    static void uncaught(G g, Throwable t) {
        if (Program.isRunning()) {
            String text = describe(g, t);
            synchronized (PRINTING) {
                Program.panicking();
                print(text);
                Program.end(2);
            }
            return;
        }
        BiConsumer<Goroutine, Throwable> h = HANDLER.get();
        try {
            if (h != null) {
                h.accept(new Goroutine(g, g.id()), t);
                return;
            }
            Thread.UncaughtExceptionHandler jdk = Thread.getDefaultUncaughtExceptionHandler();
            if (jdk != null) {
                jdk.uncaughtException(Thread.currentThread(), t);
                return;
            }
        } catch (Throwable inHandler) {
            inHandler.addSuppressed(t);
            t = inHandler;
        }
        synchronized (PRINTING) {
            String after = "go4j: goroutine " + g.id() + " has ended, the program goes on; GoRuntime.onPanic can decide otherwise\n";
            print(describe(g, t) + after);
        }
    }

    private static String describe(G g, Throwable t) {
        var out = new StringBuilder();
        if (t instanceof StackOverflowError) {
            out.append(whyOverflow(t)).append("\nfatal error: stack overflow\n\n");
        } else if (t instanceof FatalError) {
            out.append("fatal error: ").append(t.getMessage()).append("\n\n");
        } else {
            appendPanics(out, t);
            out.append('\n');
        }
        TraceLevel level = TraceLevel.current();
        if (level == TraceLevel.NONE) {
            return out.toString().stripTrailing() + "\n";
        }
        GoroutineInfo now = World.of(g);
        List<StackTraceElement> frames = List.of(t.getStackTrace());
        StackTraceElement site = now == null ? null : now.createdBy();
        long parent = now == null ? 0 : now.parentId();
        boolean locked = now != null && now.lockedToThread();
        var self = new GoroutineInfo(
                g.id(), g.name(), GoroutineStatus.RUNNING, WaitReason.NONE, Map.of(), frames, null, 0, 0, false, locked, false, false,
                null, null);
        Traceback.append(out, self);
        appendCauses(out, t);
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

    private static String whyOverflow(Throwable t) {
        return HUMONGOUS.equals(t.getMessage())
                ? "runtime: G1 keeps no stack of a waiting goroutine larger than half a region; -XX:G1HeapRegionSize=32m is the most"
                : "runtime: goroutine stack exceeds " + Sched.maxStack() + "-byte limit";
    }

    /** {@code panic: ...} for the exception that left, preceded by those that it replaced on the way out of {@link Defer}s. */
    private static void appendPanics(StringBuilder out, Throwable t) {
        List<Throwable> chain = new ArrayList<>();
        collect(chain, t);
        String indent = "";
        for (Throwable one : chain) {
            out.append(indent).append("panic: ").append(text(one).replace("\n", "\n\t")).append('\n');
            indent = "\t";
        }
    }

    /** Oldest first: what {@code t} took the place of, itself, then what deferred calls and closed resources threw after it. */
    private static void collect(List<Throwable> chain, Throwable t) {
        Throwable earlier = Defer.replacedBy(t);
        if (earlier != null) {
            collect(chain, earlier);
        }
        chain.add(t);
        for (Throwable later : t.getSuppressed()) {
            if (!Defer.isMark(later)) {
                collect(chain, later);
            }
        }
    }

    private static String text(Throwable t) {
        try {
            return t.getClass() == Panic.class ? String.valueOf(t.getMessage()) : t.toString();
        } catch (Throwable inToString) {
            return t.getClass().getName() + " (its toString failed: " + inToString.getClass().getName() + ")";
        }
    }

    private static void appendCauses(StringBuilder out, Throwable t) {
        int depth = 0;
        for (Throwable cause = t.getCause(); cause != null && depth < 10; cause = cause.getCause(), depth++) {
            out.append("caused by: ").append(text(cause).replace("\n", "\n\t")).append('\n');
            Traceback.appendFrames(out, Traceback.visible(List.of(cause.getStackTrace())));
        }
    }

    /** No goroutine can go on. Called by the scheduler in whole programs. */
    static void deadlock(boolean none) {
        var out = new StringBuilder();
        if (none) {
            out.append("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
        } else {
            out.append("fatal error: all goroutines are asleep - deadlock!\n");
            if (TraceLevel.current() != TraceLevel.NONE) {
                out.append('\n').append(Traceback.format(World.goroutines()));
            }
        }
        synchronized (PRINTING) {
            print(out.toString());
            if (!none && TraceLevel.current() != TraceLevel.NONE) {
                lookForCycles();
                var cycles = new StringBuilder();
                appendCycles(cycles);
                print(cycles.toString());
            }
            Program.end(2);
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

    /** The program is at its end, so there is time to ask the collector who waits for whom over channels. */
    private static void lookForCycles() {
        if (Leaks.hasMeans()) {
            try {
                WaitsFor.look(LOOK_NANOS, LOOK_AT_MOST, LOOK_NANOS);
            } catch (UnsupportedOperationException e) {
                // then only what waits for locks is named
            }
        }
    }

    /** A mistake of the user's that must not go on: ends a whole program, is thrown elsewhere. */
    static FatalError fatal(String message) {
        FatalError e = new FatalError(message);
        fatal(e);
        return e;
    }

    /** Ends a whole program; returns elsewhere, and the caller throws {@code e}. */
    static void fatal(Error e) {
        if (Program.isRunning()) {
            G g = Sched.currentG();
            String text;
            if (g != null) {
                text = describe(g, e);
            } else {
                Thread t = Thread.currentThread();
                String name = t.getName().isEmpty() ? "#" + t.threadId() : t.getName(); // virtual threads seldom have one
                var out = new StringBuilder("fatal error: " + e.getMessage() + "\n\nthread " + name + ":\n");
                Traceback.appendFrames(out, Traceback.visible(List.of(e.getStackTrace())));
                text = out.toString();
            }
            synchronized (PRINTING) {
                print(text);
                Program.end(2);
            }
        }
    }

    /** Goroutines that block their threads, or compute, need more threads than there may be. Nobody could go on, so the process ends. */
    static void threadsExhausted(int limit) {
        synchronized (PRINTING) {
            if (!exhausted) {
                exhausted = true; // to look at a goroutine can make it ready again, which may want a thread and lead back here
                print("runtime: program exceeds " + limit + "-thread limit\nfatal error: thread exhaustion\n");
                if (TraceLevel.current() != TraceLevel.NONE) {
                    print("\n" + Traceback.format(World.goroutines()));
                }
            }
            Runtime.getRuntime().halt(2);
        }
    }

    /**
     * The operating system gives no thread, though the program may have more than the {@code have} that there are. The processor that was
     * meant for it would be lost, and perhaps nobody could go on, so the process ends. No dump: that needs what is scarce.
     */
    static void noThread(int have, Throwable why) {
        synchronized (PRINTING) {
            print("runtime: failed to create new OS thread (have " + have + " already): " + why.getMessage()
                    + "\nruntime: may need to increase max user processes (ulimit -u)\nfatal error: newosproc\n");
            Runtime.getRuntime().halt(2);
        }
    }

    /** The runtime itself failed: nothing can be trusted, so the process ends at once. */
    static void bug(Throwable t) {
        try {
            if (t instanceof OutOfMemoryError) {
                print("fatal error: out of memory\n"); // as in Go; by itself, since there may be no memory for the rest
            }
            var out = new StringBuilder(t instanceof OutOfMemoryError ? "" : "go4j bug: ").append(t).append('\n');
            for (StackTraceElement f : t.getStackTrace()) {
                out.append("\tat ").append(f).append('\n');
            }
            out.append("mode: ").append(Carrier.FULL ? "full" : "portable").append(", java ").append(Runtime.version()).append('\n');
            print(out.toString());
        } finally {
            Runtime.getRuntime().halt(2); // else the program would go on, or hang, without the thread that failed
        }
    }

    private static void print(String text) {
        System.out.flush();
        System.err.print(text);
        System.err.flush();
    }
}
