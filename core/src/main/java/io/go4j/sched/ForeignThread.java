// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

/** A virtual thread on our processors, since code in a goroutine started it or the face made it so. Not a goroutine: it has no id. */
final class ForeignThread extends Ready {
    /** The JDK's task that mounts and runs it. */
    final Runnable task;

    ForeignThread(Runnable task) {
        this.task = task;
    }
}
