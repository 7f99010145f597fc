// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/** Is told what goroutines do, while somebody records it. The scheduler does not know who that is: the room {@code jfr}. */
public abstract class Observer {
    /*
     * While there is none, that costs one load where a goroutine begins, one where it ends, and nothing on the way of a switch. Where the
     * load stands, system goroutines take the other branch too (and are sent away here), so that Training shows it to the JIT: else each of
     * a million goroutines that were waiting when somebody began to record would fall back into the interpreter when it ends (decision
     * 0012).
     *
     * Called with no lock held, since a recorder may take locks: on the goroutine itself, where it could as well wait, or on sysmon. What
     * goes wrong there must not become the goroutine's failure.
     */

    /** Why a processor was parted from its machine. */
    public enum Cause {
        /** The goroutine has said that it is about to block its thread. */
        ANNOUNCED("announced blocking call"),
        /** Its thread waits in the kernel. */
        KERNEL("blocked in the kernel"),
        /** It has computed for longer than its time slice. */
        COMPUTES("computes");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** 1 while there is an observer, else 0. Not a boolean: it is combined with a bit of the goroutine's. */
    static volatile int present;

    private static volatile @Nullable Observer observer;

    /** Makes the only one. */
    protected Observer() {}

    /** From now on {@code o} is told; null: nobody. Any thread. */
    public static synchronized void set(@Nullable Observer o) {
        observer = o;
        present = o == null ? 0 : 1;
    }

    /**
     * The body of {@code g} is about to run. On the goroutine.
     *
     * @return what {@link #goroutineEnds} is to be given
     */
    protected abstract @Nullable Object goroutineBegins(G g);

    /**
     * The body of {@code g} is over. On the goroutine.
     *
     * @param begun what {@link #goroutineBegins} has returned; null if there was no observer then
     */
    protected abstract void goroutineEnds(G g, @Nullable Object begun);

    /**
     * A processor was parted from its machine. On sysmon, or on the goroutine.
     *
     * @param processor the number that another processor has now
     * @param number of the machine
     * @param machine its thread, which goes on without the processor
     * @param goroutine what that runs, if it was seen
     */
    protected abstract void handedOff(int processor, int number, Thread machine, @Nullable G goroutine, Cause cause);

    /**
     * A goroutine that was parted from its processor was found to compute. On sysmon.
     *
     * @param number of its machine
     * @param machine the thread of that
     * @param place its innermost frame, if it was seen
     * @param nanos for how long so far
     */
    protected abstract void computes(G goroutine, int number, Thread machine, @Nullable StackTraceElement place, long nanos);

    // --- for the scheduler ---

    static @Nullable Object begins(G g) {
        Observer o = observer;
        if (o == null || g.isSystem()) {
            return null;
        }
        try {
            return o.goroutineBegins(g);
        } catch (Throwable t) {
            return null; // no memory: the event is lost, the goroutine is not
        }
    }

    static void ends(G g, @Nullable Object begun) {
        Observer o = observer;
        if (o == null || g.isSystem()) {
            return;
        }
        try {
            o.goroutineEnds(g, begun);
        } catch (Throwable t) {
            // as above
        }
    }

    static void handsOff(P p, M m, Cause cause) {
        Observer o = observer;
        if (o == null) {
            return;
        }
        try {
            o.handedOff(p.id, m.id, m, m.curg, cause);
        } catch (Throwable t) {
            // as above
        }
    }

    static void hog(G g, M m, @Nullable StackTraceElement place, long nanos) {
        Observer o = observer;
        if (o == null) {
            return;
        }
        try {
            o.computes(g, m.id, m, place, nanos);
        } catch (Throwable t) {
            // as above
        }
    }
}
