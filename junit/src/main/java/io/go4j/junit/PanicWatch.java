// SPDX-License-Identifier: Apache-2.0
package io.go4j.junit;

import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hears of the panics of goroutines from its making until {@link #end}. Any number may be open at a time. */
final class PanicWatch {
    /*
     * A process has one handler of panics. While any watch is open that is ours, which tells all of them; the handler that there was
     * before hears of the panics too, and is put back when the last watch ends. Who sets another one in a test has the panics for
     * himself until a watch begins or ends.
     */
    private static final List<PanicWatch> OPEN = new CopyOnWriteArrayList<>();
    private static final BiConsumer<Goroutine, Throwable> OURS = PanicWatch::tell;

    /** Guarded by OPEN: what is to be put back at the end of all. */
    private static @Nullable BiConsumer<Goroutine, Throwable> before;

    /** Who else is to hear of panics. */
    private static volatile @Nullable BiConsumer<Goroutine, Throwable> also;

    /** Who was to hear of panics besides before this one began. */
    private @Nullable BiConsumer<Goroutine, Throwable> alsoBefore;

    /** The id of the thread whose goroutines are meant; 0: all. */
    private final long thread;

    private final List<Panicked> panics = new CopyOnWriteArrayList<>();

    /** Who, and with what. */
    private record Panicked(long id, String name, Throwable panic) {
        private String text() {
            return "goroutine " + id + (name.isEmpty() ? "" : " " + name) + " panicked: " + panic;
        }
    }

    private PanicWatch(long thread) {
        this.thread = thread;
    }

    /** Begins. */
    static PanicWatch begin(@Nullable Thread onlyStartedBy) {
        var watch = new PanicWatch(onlyStartedBy == null ? 0 : onlyStartedBy.threadId());
        synchronized (OPEN) {
            BiConsumer<Goroutine, Throwable> now = GoRuntime.onPanic(OURS);
            watch.alsoBefore = also;
            if (now != OURS) {
                also = now;
            }
            if (OPEN.isEmpty()) {
                before = now;
            }
            OPEN.add(watch);
        }
        return watch;
    }

    /** Ends. */
    void end() {
        synchronized (OPEN) {
            if (OPEN.remove(this)) {
                GoRuntime.onPanic(OPEN.isEmpty() ? before : OURS); // whatever a test has left there
                also = OPEN.isEmpty() ? null : alsoBefore;
            }
        }
    }

    private static void tell(Goroutine g, Throwable panic) {
        GoroutineInfo info = g.info(); // it is the one that runs this
        for (PanicWatch w : OPEN) {
            if (w.thread == 0 || info == null || info.rootThread() == w.thread) {
                w.panics.add(new Panicked(g.id(), g.name(), panic));
            }
        }
        BiConsumer<Goroutine, Throwable> other = also;
        if (other != null) {
            other.accept(g, panic);
        }
    }

    /** Returns what there is to say of the panics that were not in {@code reported} yet; null if there were none. */
    @Nullable AssertionError failure(Set<Throwable> reported) {
        List<Panicked> all = new ArrayList<>(panics);
        all.removeIf(p -> !reported.add(p.panic));
        if (all.isEmpty()) {
            return null;
        }
        var text = new StringBuilder();
        all.forEach(p -> text.append(text.isEmpty() ? "" : "\n").append(p.text()));
        var failure = new AssertionError(text.toString(), all.getFirst().panic);
        all.stream().skip(1).forEach(p -> failure.addSuppressed(p.panic));
        return failure;
    }
}
