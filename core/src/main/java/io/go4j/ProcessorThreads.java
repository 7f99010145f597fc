// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.sched.Sched;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** Makes virtual threads that run on our processors whoever starts them. */
final class ProcessorThreads {
    /*
     * Rejected: threads whose bodies are goroutines. The thread of a goroutine is lent to it by the scheduler when it first runs, and
     * serves others afterwards; but a Thread object is for one life, and is there before it starts. Decision 0017.
     */
    private static final Executor PROCESSORS = Sched::readyVirtualThread;

    static final ThreadFactory FACTORY = Carrier.FULL ? ProcessorThreads::make : Thread.ofVirtual().factory();

    private ProcessorThreads() {}

    private static Thread make(Runnable body) {
        return Carrier.newThread(PROCESSORS, Objects.requireNonNull(body, "thread factory: no body"));
    }
}
