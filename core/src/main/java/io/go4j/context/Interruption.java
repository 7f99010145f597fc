// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

/** The time in which the end of a context interrupts a thread. See {@link Context#interruptOnDone}. */
public final class Interruption implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final AfterFunc registration;

    // guarded by this
    private boolean closed;
    private boolean interrupted;

    Interruption(Context ctx) {
        registration = ctx.afterFunc(this::interrupt);
    }

    private synchronized void interrupt() {
        if (!closed) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** Ends the scope. */
    @Override
    public void close() {
        try {
            registration.stop(); // which a context of the user's may have made
        } finally {
            boolean ours;
            synchronized (this) {
                ours = interrupted && !closed;
                closed = true;
            }
            if (ours) {
                Thread.interrupted();
            }
        }
    }
}
