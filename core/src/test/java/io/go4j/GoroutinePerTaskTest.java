// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.sched.Sched;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GoroutinePerTaskTest {
    private static final long SOON = InGoroutine.SOON_SECONDS;

    /** Waits for ever, unless interrupted. */
    private static final Callable<String> STUCK = () -> String.valueOf(Chan.<Unit>make().receive());

    @Test
    void eachTaskIsAGoroutine() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            var ids = new ArrayList<Future<Long>>();
            for (int i = 0; i < 1000; i++) {
                ids.add(executor.submit(() -> Sched.currentG().id()));
            }
            var seen = new java.util.HashSet<Long>();
            for (var id : ids) {
                assertThat(seen.add(id.get(SOON, TimeUnit.SECONDS))).isTrue();
            }
        }
    }

    @Test
    void resultsAndFailures() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            assertThat(executor.submit(() -> "called").get(SOON, TimeUnit.SECONDS)).isEqualTo("called");
            assertThat(executor.submit(() -> {}, "given").get(SOON, TimeUnit.SECONDS)).isEqualTo("given");
            assertThat(executor.submit(() -> {}).get(SOON, TimeUnit.SECONDS)).isNull();
            Future<?> failing = executor.submit((Runnable) () -> {
                throw new IllegalStateException("thrown");
            });
            assertThatThrownBy(() -> failing.get(SOON, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("thrown");
            assertThatThrownBy(() -> executor.execute(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> executor.submit((Callable<String>) null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void whatLeavesAnExecutedTaskIsAPanic() {
        var panic = new AtomicReference<Throwable>();
        GoRuntime.onPanic((g, t) -> panic.set(t));
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            executor.execute(() -> {
                throw new IllegalStateException("thrown");
            });
            InGoroutine.await(() -> panic.get() != null);
        } finally {
            GoRuntime.onPanic(null);
        }
        assertThat(panic.get()).hasMessage("thrown");
    }

    @Test
    void shutdownRefusesNewTasksAndFinishesOldOnes() throws Exception {
        var executor = GoRuntime.newGoroutinePerTaskExecutor();
        var mayEnd = Chan.<Unit>make();
        Future<Unit> old = executor.submit(mayEnd::receive);
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThatThrownBy(() -> executor.submit(STUCK)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(executor.isTerminated()).isFalse();
        mayEnd.send(Unit.UNIT);
        assertThat(executor.awaitTermination(SOON, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(old.get()).isEqualTo(Unit.UNIT);
    }

    @Test
    void terminatesAtOnceWithoutTasks() throws Exception {
        var executor = GoRuntime.newGoroutinePerTaskExecutor();
        assertThat(executor.isTerminated()).isFalse();
        executor.shutdown();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        executor.close();
    }

    @Test
    void shutdownNowInterruptsAll() throws Exception {
        var executor = GoRuntime.newGoroutinePerTaskExecutor();
        var interrupted = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            executor.execute(() -> {
                assertThatThrownBy(STUCK::call).isInstanceOf(GoInterruptedException.class);
                interrupted.incrementAndGet();
            });
        }
        assertThat(executor.shutdownNow()).isEmpty(); // some wait by now, others have not begun
        assertThat(executor.awaitTermination(SOON, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.get()).isEqualTo(100);
    }

    @Test
    void closeWaits() throws Exception {
        var ended = new AtomicInteger();
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                executor.execute(() -> {
                    Go4j.sleep(java.time.Duration.ofMillis(1));
                    ended.incrementAndGet();
                });
            }
        }
        assertThat(ended.get()).isEqualTo(100);
    }

    @Test
    void anInterruptedCloseInterruptsTheTasks() throws Exception {
        var executor = GoRuntime.newGoroutinePerTaskExecutor();
        Future<String> stuck = executor.submit(STUCK);
        InGoroutine.run(() -> {
            Thread.currentThread().interrupt();
            executor.close();
            assertThat(Thread.interrupted()).isTrue();
        });
        assertThatThrownBy(stuck::get).hasCauseInstanceOf(GoInterruptedException.class);
    }

    @Test
    void invokeAllAndAny() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int n = i;
                tasks.add(() -> n);
            }
            int sum = 0;
            for (Future<Integer> f : executor.invokeAll(tasks)) {
                sum += f.get();
            }
            assertThat(sum).isEqualTo(49 * 50 / 2);

            Callable<String> failing = () -> {
                throw new IllegalStateException("not this one");
            };
            assertThat(executor.invokeAny(List.of(STUCK, failing, () -> "first"))).isEqualTo("first"); // close waits: STUCK was cancelled
            assertThatThrownBy(() -> executor.invokeAny(List.of(failing, failing))).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> executor.invokeAny(List.of(STUCK), 1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            for (Future<String> f : executor.invokeAll(List.of(STUCK, STUCK), 1, TimeUnit.MILLISECONDS)) {
                assertThat(f.isCancelled()).isTrue();
            }
        }
    }

    @Test
    void cancelInterruptsTheTask() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            var outcome = Chan.<Boolean>make(1);
            var started = new CountDownLatch(1);
            Future<?> task = executor.submit(() -> {
                started.countDown();
                try {
                    Chan.<Unit>make().receive();
                } catch (GoInterruptedException e) {
                    outcome.send(Thread.interrupted());
                }
            });
            started.await();
            assertThat(task.cancel(true)).isTrue();
            assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
            assertThat(outcome.receive()).isTrue();
        }
    }

    /** Tasks that end at the moment at which they are cancelled, next to goroutines that take over their threads. */
    @Test
    void aLateInterruptHitsNobodyElse() throws Exception {
        int rounds = 2000 * Integer.getInteger("go4j.stress", 1);
        var hit = new AtomicInteger();
        InGoroutine.run(() -> {
            for (int i = 0; i < rounds; i++) {
                ExecutorService executor = GoRuntime.newGoroutinePerTaskExecutor();
                var group = new io.go4j.sync.WaitGroup();
                Future<?> cancelled = executor.submit(() -> {});
                executor.execute(() -> {});
                group.go(() -> cancelled.cancel(true));
                group.go(executor::shutdownNow);
                for (int k = 0; k < 4; k++) {
                    group.go(() -> {
                        if (Thread.currentThread().isInterrupted()) {
                            hit.incrementAndGet();
                        }
                        Go4j.gosched();
                        if (Thread.currentThread().isInterrupted()) {
                            hit.incrementAndGet();
                        }
                    });
                }
                group.await();
                executor.close();
            }
        });
        assertThat(hit.get()).isZero();
    }

    @Test
    void aDumpTellsWhoSubmitted() throws Exception {
        try (var executor = GoRuntime.newGoroutinePerTaskExecutor()) {
            Future<StackTraceElement> site = executor.submit(() -> GoRuntime.goroutines().getFirst().createdBy());
            assertThat(site.get(SOON, TimeUnit.SECONDS).getMethodName()).isEqualTo("aDumpTellsWhoSubmitted");
        }
    }

    @Test
    void tasksMayShutDownTheirExecutor() throws Exception {
        var executor = GoRuntime.newGoroutinePerTaskExecutor();
        var told = Chan.<Boolean>make(1);
        go(() -> executor.submit(() -> {
            executor.shutdown();
            told.send(executor.isTerminated()); // this task still runs
        }));
        assertThat(told.receive()).isFalse();
        assertThat(executor.awaitTermination(SOON, TimeUnit.SECONDS)).isTrue();
    }
}
