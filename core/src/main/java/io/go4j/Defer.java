// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.G;
import io.go4j.sched.Sched;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls to make at the end of a block, last registered first: however the block ends, by return, exception or {@link Go4j#goexit}.
 *
 * {@snippet file="panics/DeferAndCatch.java" region="defer"}
 *
 * <p>All calls are made even if some fail. If several fail, the last failure is thrown and the earlier ones stay attached to it. If the
 * block itself threw, that exception goes on, as in every try-with-resources, and a failure of the calls is attached to it as suppressed;
 * a crash report shows all of them, oldest first, as Go does. For a plain resource use try-with-resources. Belongs to the thread that
 * made it.
 */
public final class Defer implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final Deque<GoBody> calls = new ArrayDeque<>();
    private @Nullable Throwable failure;

    Defer() {}

    /** Carries the exception that another one took the place of. */
    private static final class Replaced extends Exception {
        private static final long serialVersionUID = 1L;
        private final Throwable earlier;

        Replaced(Throwable earlier) {
            super("replaced: " + earlier.getClass().getName(), earlier, false, false); // not its toString, which may do anything
            this.earlier = earlier;
        }
    }

    /**
     * Registers {@code call}.
     *
     * @param call what to do at the end of the block
     */
    public void run(GoBody call) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("defer: used by another goroutine than the one that made it");
        }
        calls.push(Objects.requireNonNull(call, "defer: no call"));
    }

    /**
     * For use in a registered call: takes the failure of the calls made before it in this {@link #close}, so that it goes no further.
     * What the block itself threw is not seen here; catch that around the block.
     *
     * @return the failure, null if there is none
     */
    public @Nullable Throwable recover() {
        Throwable f = failure;
        if (f instanceof GoexitError) {
            return null;
        }
        failure = null;
        return f;
    }

    /**
     * Makes the registered calls, last first.
     *
     * @throws GoexitError if {@link Go4j#goexit} is under way and no call failed: the goroutine goes on ending
     */
    @Override
    public void close() {
        while (!calls.isEmpty()) {
            try {
                calls.pop().run();
            } catch (Throwable t) {
                failure = failure == null ? t : replace(failure, t);
            }
        }
        Throwable f = failure;
        if (f != null && !(f instanceof GoexitError)) {
            throw Sneaky.rethrow(f);
        }
        G g = Sched.currentG();
        if (f != null || (g != null && g.isExiting())) {
            throw new GoexitError();
        }
    }

    private static Throwable replace(Throwable earlier, Throwable later) {
        if (earlier != later && !(earlier instanceof GoexitError) && !(later instanceof GoexitError)) {
            try {
                later.addSuppressed(new Replaced(earlier));
            } catch (OutOfMemoryError e) {
                // then only the later one is reported; the other calls are made all the same
            }
        }
        return later;
    }

    /** Returns the exception that {@code t} took the place of, if any. */
    static @Nullable Throwable replacedBy(Throwable t) {
        for (Throwable s : t.getSuppressed()) {
            if (s instanceof Replaced r) {
                return r.earlier;
            }
        }
        return null;
    }

    /** Returns whether {@code suppressed} is only the mark that {@link #replacedBy} reads. */
    static boolean isMark(Throwable suppressed) {
        return suppressed instanceof Replaced;
    }
}
