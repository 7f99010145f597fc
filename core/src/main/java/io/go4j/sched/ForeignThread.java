// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import org.jspecify.annotations.Nullable;

/**
 * That a virtual thread can go on which runs on our processors, since code in a goroutine started it or the face made it so. Not a
 * goroutine: it has no id.
 */
final class ForeignThread extends Ready {
    /*
     * One for each time that the thread becomes ready. A ring does not clear the slots that were taken (RunQueue), so the entry may be
     * reachable long after the thread has ended, and must not keep it, with all that its body has captured: who takes the entry off its
     * queue takes the JDK's task out of it.
     */
    private @Nullable Runnable task;

    /** {@code task} is the JDK's, which mounts and runs the thread. */
    ForeignThread(Runnable task) {
        this.task = task;
    }

    /** Returns the task, and forgets it. Who took the entry off its queue, once. */
    Runnable take() {
        Runnable t = task;
        if (t == null) {
            throw new IllegalStateException("go4j bug: a virtual thread was taken off a run queue twice");
        }
        task = null;
        return t;
    }
}
