// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.G;
import io.go4j.sched.Sched;
import io.go4j.sched.Shutdown;
import io.go4j.timer.Clock;
import io.go4j.timer.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a goroutine whose body threw. */
final class Ending {
    /*
     * First the panic is reported, then whoever counts the goroutine is told (Sched.atEnd). The report may be the user's code, a handler of
     * GoRuntime.onPanic, and that need not return. Who waits for the goroutine's end is then told by a timer: he must not wait for a
     * handler that he knows nothing of.
     */
    private static final long HANDLER_SECONDS = 5;

    private final Throwable panic;
    private final AtomicReference<@Nullable Consumer<@Nullable Throwable>> told;

    private Ending(Throwable panic, Consumer<@Nullable Throwable> told) {
        this.panic = panic;
        this.told = new AtomicReference<>(told);
    }

    /** Initialises this class. */
    static void prepare() {
        assert HANDLER_SECONDS > 0;
    }

    /** {@code t} left the body of {@code g}, the calling goroutine. Throws nothing, not even where there is no memory. */
    static void by(G g, Throwable t) {
        Throwable panic = Bodies.panicIn(g, t);
        Consumer<@Nullable Throwable> told = g.takeAtEnd();
        try {
            if (panic != null && told != null && !Program.isRunning()) {
                if (new Ending(panic, told).report(g)) {
                    told = null;
                }
            } else if (panic != null) {
                Crash.uncaught(g, panic);
            }
        } catch (Throwable inReport) {
            Crash.lost(t, inReport);
        }
        if (told != null) {
            tell(g, told, panic);
        }
    }

    /** Returns whether the late teller was faster. */
    private boolean report(G g) {
        Timer late = new Timer((when, seq) -> startTeller(g));
        Sched.addTimer(late, Clock.after(TimeUnit.SECONDS.toNanos(HANDLER_SECONDS)), 0, 0);
        try {
            Crash.uncaught(g, panic);
        } finally {
            late.stop();
        }
        return told.getAndSet(null) == null;
    }

    /** On a thread of the runtime, which must not wait for what the teller may wait for. */
    private void startTeller(G g) {
        Consumer<@Nullable Throwable> who = told.getAndSet(null);
        if (who != null) {
            try {
                Shutdown.helper("go4j-report", () -> tell(g, who, panic)).start();
            } catch (OutOfMemoryError e) {
                tell(g, who, panic);
            }
        }
    }

    /** Whoever is told may complain, as a WaitGroup does whose counter becomes negative: then that is reported too. */
    private static void tell(G g, Consumer<@Nullable Throwable> who, @Nullable Throwable panic) {
        try {
            who.accept(panic);
        } catch (Throwable inTold) {
            try {
                Crash.uncaught(g, inTold);
            } catch (Throwable inReport) {
                Crash.lost(inTold, inReport);
            }
        }
    }
}
