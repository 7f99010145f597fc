// SPDX-License-Identifier: Apache-2.0
package io.go4j.park;

import io.go4j.diag.WaitReason;
import io.go4j.sched.G;
import org.jspecify.annotations.Nullable;

/** Is told of the waits of goroutines, while somebody records them: the room {@code jfr}. */
public abstract class WaitObserver {
    /*
     * One field says whether anybody, an observer or the block profile, wants to know of waits: so a wait of which nobody does costs one
     * load in all. A wait that has begun unobserved ends so, and what the JIT has left out is missed by no goroutine that waits already.
     */
    private static volatile boolean present;

    private static volatile @Nullable WaitObserver observer;
    private static boolean profiled;

    /** Makes the only one. */
    protected WaitObserver() {}

    /** From now on {@code o} is told; null: nobody. Any thread. */
    public static synchronized void set(@Nullable WaitObserver o) {
        observer = o;
        present = o != null || profiled;
    }

    /** From now on the block profile does, or does not, want to know of waits. Any thread. */
    static synchronized void profile(boolean on) {
        profiled = on;
        present = on || observer != null;
    }

    static boolean isPresent() {
        return present;
    }

    /**
     * The calling goroutine is about to wait. No lock held.
     *
     * @return what {@link #waitEnds} is to be given; null if that need not be called
     */
    protected abstract @Nullable Object waitBegins();

    /** {@code g}, the caller, goes on. No lock held. */
    protected abstract void waitEnds(G g, WaitReason reason, Object begun);

    static @Nullable Object begins(@Nullable G g) {
        WaitObserver o = observer;
        if (o == null || g == null) {
            return null;
        }
        try {
            return o.waitBegins();
        } catch (Throwable t) {
            return null; // no memory: the event is lost, the wait is not
        }
    }

    static void ends(@Nullable G g, WaitReason reason, @Nullable Object begun) {
        WaitObserver o = observer;
        if (o == null || g == null || begun == null) {
            return;
        }
        try {
            o.waitEnds(g, reason, begun);
        } catch (Throwable t) {
            // as above
        }
    }
}
