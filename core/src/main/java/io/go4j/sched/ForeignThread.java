// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.carrier.Carrier;
import org.jspecify.annotations.Nullable;

/** A virtual thread on our processors, since code in a goroutine started it or the face made it so. Not a goroutine: it has no id. */
final class ForeignThread extends Ready {
    /*
     * One for each time that the thread becomes ready. A ring does not clear the slots that were taken (RunQueue), so the entry may be
     * reachable long after the thread has ended, and must not keep it, with all that its body has captured: both fields are null once the
     * entry was taken off its queue.
     */
    private @Nullable Runnable task; // the JDK's, which mounts and runs the thread
    private @Nullable Thread thread;

    /** It can go on. On the thread that made it so, which for a new one is that which started it. */
    ForeignThread(Runnable task) {
        this.task = task;
        thread = Carrier.threadOf(task);
        if (thread != null && Carrier.isStarted(thread)) {
            ForeignThreads.started(thread);
        }
    }

    /** As {@link Stack#fitsInto}; which M it left last is not known, so it may have been the largest that there ever was. */
    boolean fitsInto(long bytes) {
        if (bytes >= M.largestStack()) {
            return true;
        }
        Thread t = thread;
        return t != null && Stack.isFrozenIn(t, bytes);
    }

    /** Runs it until it waits, yields or ends. The M that took it, once. */
    void run() {
        Runnable run = task;
        Thread t = thread;
        task = null;
        thread = null;
        if (run != null) {
            run.run();
        }
        if (t != null && Carrier.hasEnded(t)) {
            ForeignThreads.ended(t);
        }
    }

    /** Hands it to the JDK's own scheduler. Who made it, after the shutdown. */
    void runElsewhere() {
        if (thread != null) {
            ForeignThreads.ended(thread); // for us
        }
        if (task != null) {
            Carrier.runOnDefaultScheduler(task);
        }
    }
}
