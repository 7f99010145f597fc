// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.jfr.JfrEvents;
import io.go4j.sched.G;
import io.go4j.sched.Sched;
import org.jspecify.annotations.Nullable;

/** What the scheduler does not know: that a goroutine runs a {@link GoBody}, and what its failure means. */
final class Bodies implements Sched.Entry {
    private static final Bodies INSTANCE = new Bodies();

    private Bodies() {}

    /** Makes itself known to the scheduler, which starts when it is first needed. */
    static void install() {
        Unload.keepPollersOutside();
        LastWords.prepare();
        Sched.install(INSTANCE);
    }

    static Goroutine handleOf(G g) {
        return new Goroutine(g, g.id());
    }

    @Override
    public void started() {
        JfrEvents.install();
    }

    @Override
    public void run(G g) {
        try {
            if (g.takeBody() instanceof GoBody body) {
                body.run();
            }
        } catch (Throwable t) {
            Ending.by(g, t);
        }
    }

    /** Returns the panic with which {@code g} ends by {@code t}; null if it just ends, by goexit. */
    static @Nullable Throwable panicIn(G g, Throwable t) {
        if (t instanceof GoexitError e) {
            return suppressedPanic(e); // a deferred call failed while the goroutine was ending
        }
        return g.isExiting() && wasCancelledByGoexit(t) ? null : t;
    }

    private static @Nullable Throwable suppressedPanic(GoexitError e) {
        for (Throwable s : e.getSuppressed()) {
            if (!(s instanceof GoexitError)) {
                return s;
            }
        }
        return null;
    }

    /** Goexit in a deferred call cancels the panic that was under way. */
    private static boolean wasCancelledByGoexit(Throwable t) {
        for (Throwable s : t.getSuppressed()) {
            if (s instanceof GoexitError) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void train() {
        Go4j.uninterruptibly(Training::run);
    }

    @Override
    public void fatal(Error e) {
        Crash.fatal(e);
    }

    @Override
    public void bug(Throwable t) {
        Crash.bug(t);
    }

    @Override
    public void outOfMemory(OutOfMemoryError e) {
        Crash.outOfMemory(e);
    }

    @Override
    public void deadlock(boolean none) {
        Crash.deadlock(none);
    }

    @Override
    public void settled() {
        try {
            SchedulerBean.register();
        } catch (OutOfMemoryError e) { // the thread that calls this is needed more than the bean
            System.err.println("go4j: no JMX bean, for want of memory or of a thread");
        }
    }

    @Override
    public void threadsExhausted(int limit) {
        Crash.threadsExhausted(limit);
    }

    @Override
    public void noThread(int have, Throwable why) {
        Crash.noThread(have, why);
    }
}
