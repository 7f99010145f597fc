// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.diag.Traceback;
import io.go4j.sched.G;
import io.go4j.sched.Leaks;
import io.go4j.sched.Sched;
import io.go4j.sched.WaitsFor;
import io.go4j.sched.World;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The bad ends: a panic that nobody caught, a deadlock, a fatal error, a bug of ours. */
final class Crash {
    /** Serialises the reports of goroutines that fail at the same time. */
    private static final Object PRINTING = new Object();

    // for a report of a deadlock: it has been printed, so the program may take a little longer to end
    private static final long LOOK_NANOS = 5_000_000_000L;
    private static final int LOOK_AT_MOST = 100;

    /** Guarded by PRINTING. */
    private static boolean exhausted;

    private static final AtomicReference<@Nullable BiConsumer<Goroutine, Throwable>> HANDLER = new AtomicReference<>();

    private Crash() {}

    /** Initialises this class. */
    static void prepare() {
        // what there is to do is in the fields
    }

    /** Sets the handler; returns the one before. */
    static @Nullable BiConsumer<Goroutine, Throwable> handler(@Nullable BiConsumer<Goroutine, Throwable> h) {
        return HANDLER.getAndSet(h);
    }

    /** An exception left the body of {@code g}, the calling goroutine. In a whole program this does not return. */
    static void uncaught(G g, Throwable t) {
        if (Program.isRunning()) {
            die(g, t);
        } else {
            tell(g, t);
        }
    }

    private static void die(G g, Throwable t) {
        Program.panicking();
        String text;
        try {
            if (t instanceof OutOfMemoryError) {
                LastWords.startWatchdog();
            }
            text = Report.of(g, Failure.of(t));
        } catch (Throwable inReport) {
            text = poorly(t, inReport);
        }
        synchronized (PRINTING) {
            print(text);
            Program.end(2);
        }
    }

    /** Something failed that ends a goroutine or the program: what can be said with little memory and without asking the exception. */
    private static String poorly(Throwable t, Throwable inReport) {
        if (LastWords.isShortage(t) || LastWords.isShortage(inReport)) {
            if (Program.isRunning()) {
                LastWords.outOfMemory(t);
            }
            LastWords.goesOn();
        }
        String what = "panic: ".concat(t.getClass().getName());
        return what.concat("\n\n(its report failed: ").concat(inReport.getClass().getName()).concat(")\n");
    }

    /** In an application: by the handler of GoRuntime.onPanic, by that of the JDK, or on stderr. */
    private static void tell(G g, Throwable t) {
        Throwable failed = null;
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
        } catch (GoexitError e) {
            // the handler has seen enough, and nobody knows of what: so the panic is told here
        } catch (Throwable inHandler) {
            failed = inHandler;
        }
        String text;
        try {
            String after = "";
            if (failed != null && failed != t) {
                after = "go4j: the handler of panics has failed: " + Report.brief(Failure.of(failed));
            }
            after += "go4j: goroutine " + g.id() + " has ended, the program goes on; GoRuntime.onPanic can decide otherwise\n";
            text = Report.of(g, Failure.of(t)) + after;
        } catch (Throwable inReport) {
            text = poorly(t, inReport);
        }
        synchronized (PRINTING) {
            print(text);
        }
    }

    /** Not even {@link #uncaught} could do its work. Ends a whole program; in an application the goroutine ends all the same. */
    static void lost(Throwable t, Throwable inReport) {
        if (Program.isRunning()) {
            if (!LastWords.isShortage(t) && !LastWords.isShortage(inReport)) {
                bug(inReport);
            }
            LastWords.outOfMemory(t);
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
                Report.appendCycles(cycles);
                print(cycles.toString());
            }
            Program.end(2);
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
        if (Program.isRunning() && !Failure.isReading()) {
            G g = Sched.currentG();
            String text;
            try {
                Failure f = Failure.of(e);
                text = g != null ? Report.of(g, f) : Report.ofThread(f);
            } catch (Throwable inReport) {
                text = poorly(e, inReport);
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

    /** The runtime wants memory and there is none. Ends a whole program; returns in an application, and the caller tries again. */
    static void outOfMemory(OutOfMemoryError e) {
        if (Program.isRunning()) {
            LastWords.outOfMemory(e);
        }
        LastWords.goesOn();
    }

    /** The runtime itself failed: nothing can be trusted, so the process ends at once. */
    static void bug(Throwable t) {
        try {
            if (LastWords.isShortage(t)) {
                LastWords.outOfMemory(t); // as in Go; by itself, since there may be no memory for the rest
            }
            detail(t);
        } catch (Throwable inReport) {
            LastWords.outOfMemory(t); // most likely
        } finally {
            Runtime.getRuntime().halt(2); // else the program would go on, or hang, without the thread that failed
        }
    }

    static void detail(Throwable t) {
        var out = new StringBuilder(LastWords.isShortage(t) ? "" : "go4j bug: ").append(t).append('\n');
        for (StackTraceElement f : t.getStackTrace()) {
            out.append("\tat ").append(f).append('\n');
        }
        out.append("mode: ").append(Carrier.FULL ? "full" : "portable").append(", java ").append(Runtime.version()).append('\n');
        print(out.toString());
    }

    /** To System.err; if that, which may be the program's own, fails, to the file. */
    private static void print(String text) {
        try {
            System.out.flush();
            System.err.print(text);
            System.err.flush();
        } catch (Throwable t) {
            LastWords.write(text);
        }
    }
}
