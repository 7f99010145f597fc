// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

/** Who holds a lock of ours: for looking only, the lock does not need it. Refers to no goroutine. */
public final class Holder {
    final String what;

    // Set after the lock was taken and cleared before it is given back, by who does that, without a fence: a reader sees 0 or the truth.
    private long id;

    /**
     * Makes one for a lock that is free.
     *
     * @param what how to call the lock, as {@code sync.Mutex}
     */
    public Holder(String what) {
        this.what = what;
    }

    /** The caller holds the lock now. */
    public void taken() {
        G g = Sched.currentG();
        id = g == null ? 0 : g.id;
    }

    /** Nobody holds it, or nobody knows who. Who holds it, before it is free for others. */
    public void givenBack() {
        id = 0;
    }

    /** The calling goroutine begins to wait for the lock. */
    public void awaited() {
        G g = Sched.currentG();
        if (g != null) {
            g.blockedOn = this;
        }
    }

    /** It does not wait any more. */
    public static void notAwaited() {
        G g = Sched.currentG();
        if (g != null) {
            g.blockedOn = null;
        }
    }

    long id() {
        return id;
    }
}
