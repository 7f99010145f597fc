// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/** A lock of ours that goroutines wait for: who holds it. For looking only, the lock does not need it. Refers strongly to no goroutine. */
public abstract class Holder {
    /*
     * A lock notes at each lock who took it, so that must cost next to nothing: to find the current goroutine takes two checks of types
     * and three loads, a tenth of a lock that nobody else wants (measured). The id of the thread is at hand, but goroutines take turns on
     * a thread, and one may end with the lock held, for another to unlock. So beside the thread stands which goroutine began on it last,
     * from a table with a place for several threads. What was written there for another thread names a goroutine that is not on this one:
     * then nobody knows who holds the lock (WaitsFor). That takes more goroutines at a time than the table has places.
     */
    private static final int[] LATEST = new int[1 << 16];

    /** A mark of nobody. */
    public static final long NOBODY = 0;

    final String what;

    /**
     * Makes one.
     *
     * @param what how to call the lock, as {@code sync.Mutex}
     */
    protected Holder(String what) {
        this.what = what;
    }

    /** Returns the {@link #mark} that who holds the lock left there; {@link #NOBODY} if it is free. Any thread; a glance. */
    protected abstract long markOfHolder();

    /** Returns what stands for the caller: its thread and its goroutine. */
    public static long mark() {
        long thread = Thread.currentThread().threadId();
        return mark(thread, LATEST[(int) thread & LATEST.length - 1]);
    }

    /** Returns the mark of goroutine {@code g}; {@link #NOBODY} if it has no thread now. Any thread. */
    static long mark(G g) {
        Thread t = g.threadNow();
        return t == null ? NOBODY : mark(t.threadId(), (int) g.id);
    }

    private static long mark(long thread, int goroutine) {
        return thread << Integer.SIZE | Integer.toUnsignedLong(goroutine);
    }

    /** Goroutine {@code id} begins on the current thread, {@code self}. */
    static void begins(Thread self, long id) {
        LATEST[(int) self.threadId() & LATEST.length - 1] = (int) id;
    }

    /** The calling goroutine begins to wait for {@code lock}; null: it does not wait any more. */
    public static void awaited(@Nullable Holder lock) {
        G g = Sched.currentG();
        if (g != null) {
            g.blockedOn = lock;
        }
    }
}
