// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.sched.Wrapped;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Each task on a goroutine of its own; in all else like the JDK's executor of a virtual thread per task. */
final class GoroutinePerTask extends AbstractExecutorService {
    /*
     * Rejected: the JDK's thread-per-task executor with a thread factory. It keeps the threads and interrupts them; but a goroutine's
     * thread goes on with another goroutine when the task is over, which would get the interrupt. So what is kept here is the task. It
     * knows its thread while it runs, and who wants to interrupt it and its end are serialised by its monitor. (A future that is cancelled
     * interrupts by itself: FutureTask does not return from `run` before such an interrupt has arrived.) What has arrived and was not
     * noticed by the task is cleared with the rest of the thread's state before the next goroutine.
     *
     * A task is put into `live` before `shutdown` is looked at, and `shutdown` is set before `live` is looked at: so either the task is
     * refused, or the shutdown waits for it.
     */
    private final Set<Task> live = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;

    @Override
    public void execute(Runnable task) {
        start(Objects.requireNonNull(task, "execute: no task"), task);
    }

    // These three are the inherited ones, but with no frame of the JDK between the user and `go`: dumps tell who said it.

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        return start(new FutureTask<>(Objects.requireNonNull(task, "submit: no task")), task);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
        return start(new FutureTask<>(Objects.requireNonNull(task, "submit: no task"), result), task);
    }

    @Override
    public Future<?> submit(Runnable task) {
        return start(new FutureTask<@Nullable Void>(Objects.requireNonNull(task, "submit: no task"), null), task);
    }

    private <R extends Runnable> R start(R body, Object said) {
        Task task = new Task(body, said);
        live.add(task);
        boolean started = false;
        try {
            if (!shutdown) {
                Go4j.go(task);
                started = true;
            }
        } finally {
            if (!started) {
                over(task);
            }
        }
        if (!started) {
            throw new RejectedExecutionException("executor: it is shut down");
        }
        return body;
    }

    private void over(Task task) {
        live.remove(task);
        endIfDone();
    }

    private void endIfDone() {
        if (shutdown && live.isEmpty()) {
            terminated.countDown();
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
        endIfDone();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        live.forEach(Task::interrupt);
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    private final class Task implements GoBody, Wrapped {
        private final Runnable body;
        private final Object said;

        /** The thread, while the body runs; guarded by this. */
        private @Nullable Thread runner;

        /** The interrupt came before the body began; guarded by this. */
        private boolean interrupted;

        Task(Runnable body, Object said) {
            this.body = body;
            this.said = said;
        }

        @Override
        public Object wrapped() {
            return said;
        }

        @Override
        public void run() {
            begin();
            try {
                body.run();
            } finally {
                end();
                over(this);
            }
        }

        private synchronized void begin() {
            runner = Thread.currentThread();
            if (interrupted) {
                runner.interrupt();
            }
        }

        private synchronized void end() {
            runner = null;
        }

        synchronized void interrupt() {
            interrupted = true;
            if (runner != null) {
                runner.interrupt();
            }
        }
    }
}
