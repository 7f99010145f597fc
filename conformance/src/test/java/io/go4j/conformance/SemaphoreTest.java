// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.Unit;
import io.go4j.context.CanceledException;
import io.go4j.context.Context;
import io.go4j.context.ContextException;
import io.go4j.context.DeadlineExceededException;
import io.go4j.diag.WaitReason;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Semaphore;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: golang.org/x/sync/semaphore/semaphore_test.go. */
class SemaphoreTest {
    private static final Context FOREVER = Context.background();

    /** Goroutines with all kinds of weights: never more is out than there is. */
    @Test
    @Tag("SE-3")
    void TestWeighted() {
        int n = 8;
        int loops = Goroutines.scaled(10_000) / n;
        Goroutines.run(() -> {
            var sem = new Semaphore(n);
            var out = new AtomicLong();
            var wg = new WaitGroup();
            for (int i = 1; i <= n; i++) {
                int weight = i;
                wg.go(() -> {
                    for (int j = 0; j < loops; j++) {
                        sem.acquire(FOREVER, weight);
                        assertThat(out.addAndGet(weight)).isBetween((long) weight, (long) n);
                        if (ThreadLocalRandom.current().nextInt(10) == 0) {
                            Thread.yield();
                        }
                        out.addAndGet(-weight);
                        sem.release(weight);
                    }
                });
            }
            wg.await();
            assertThat(sem.tryAcquire(n)).isTrue();
        });
    }

    @Test
    @Tag("SE-6")
    void TestWeightedPanic() {
        assertThatThrownBy(() -> new Semaphore(1).release(1)).isInstanceOf(Panic.class).hasMessage("semaphore: released more than held");
    }

    @Test
    void TestWeightedNegativeSizePanic() {
        assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(Panic.class).hasMessage("semaphore: size -1 is below 0");
    }

    /** Of nothing, nothing can be taken. */
    @Test
    @Tag("SE-5")
    void TestWeightedZeroSize() {
        var sem = new Semaphore(0);
        assertThat(sem.tryAcquire(0)).isTrue();
        assertThat(sem.tryAcquire(1)).isFalse();
    }

    @Test
    void TestWeightedNegativeWeightPanic() {
        var sem = new Semaphore(1);
        List<ThrowingCallable> calls = List.of(() -> sem.acquire(FOREVER, -1), () -> sem.tryAcquire(-1), () -> sem.release(-1));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(Panic.class)
                .hasMessage("semaphore: weight -1 is below 0"));
        assertThat(sem.tryAcquire(1)).isTrue();
    }

    @Test
    @Tag("SE-5")
    void TestWeightedTryAcquire() {
        var sem = new Semaphore(2);
        sem.acquire(FOREVER, 1);
        assertThat(sem.tryAcquire(1)).isTrue();
        assertThat(sem.tryAcquire(1)).isFalse();
        sem.release(2);
        assertThat(sem.tryAcquire(1)).isTrue();
        sem.acquire(FOREVER, 1);
        assertThat(sem.tryAcquire()).isFalse();
    }

    private static boolean acquireWithin(Semaphore sem, long n, Duration d) {
        try (var ctx = FOREVER.withTimeout(d)) {
            sem.acquire(ctx, n);
            return true;
        } catch (DeadlineExceededException e) {
            return false;
        }
    }

    @Test
    @Tag("SE-1")
    void TestWeightedAcquire() {
        Goroutines.run(() -> {
            var sem = new Semaphore(2);
            Duration enough = Goroutines.PATIENCE;
            Duration little = Duration.ofMillis(10);
            assertThat(acquireWithin(sem, 1, enough)).isTrue();
            assertThat(acquireWithin(sem, 1, enough)).isTrue();
            assertThat(acquireWithin(sem, 1, little)).isFalse();
            sem.release(2);
            assertThat(acquireWithin(sem, 1, enough)).isTrue();
            assertThat(acquireWithin(sem, 1, enough)).isTrue();
            assertThat(acquireWithin(sem, 1, little)).isFalse();
        });
    }

    /** A request for more than there is waits for its context, and in nobody's way. */
    @Test
    @Tag("SE-2")
    void TestWeightedDoesntBlockIfTooBig() {
        Goroutines.run(() -> {
            int n = 2;
            var sem = new Semaphore(n);
            var ctx = FOREVER.withCancel();
            Goroutine big = go(() -> {
                try {
                    sem.acquire(ctx, n + 1);
                } catch (CanceledException e) {
                    return;
                }
                throw new AssertionError("more than there is");
            });
            Goroutines.untilWaiting(big, WaitReason.CHAN_RECEIVE);
            var group = new ErrGroup();
            for (int i = 0; i < n * 3; i++) {
                group.go(() -> {
                    sem.acquire(FOREVER, 1);
                    sem.release(1);
                });
            }
            group.await();
            ctx.cancel();
            Goroutines.untilDead(big);
        });
    }

    /** A large request comes to its turn although small ones take units all the time. */
    @Test
    @Tag("SE-3")
    void TestLargeAcquireDoesntStarve() {
        Goroutines.run(() -> {
            int n = 4;
            var sem = new Semaphore(n);
            var running = new boolean[] {true};
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                sem.acquire();
                wg.go(() -> {
                    while (sem.tryAcquire(0) && running[0]) { // one is out all the time, until the large request waits
                        sem.release(1);
                        Thread.yield();
                        sem.acquire(FOREVER, 1);
                    }
                    sem.release(1);
                });
            }
            sem.acquire(FOREVER, n);
            running[0] = false;
            sem.release(n);
            wg.await();
        });
    }

    /** A large request that is cancelled lets those behind it pass. */
    @Test
    @Tag("SE-4")
    void TestAllocCancelDoesntStarve() {
        Goroutines.run(() -> {
            var sem = new Semaphore(10);
            sem.acquire(FOREVER, 1);
            var ctx = FOREVER.withCancel();
            var gaveUp = Chan.<Unit>make(1);
            Goroutine large = go(() -> {
                try {
                    sem.acquire(ctx, 10);
                } catch (ContextException e) {
                    gaveUp.send(Unit.UNIT);
                }
            });
            Goroutines.untilWaiting(large, WaitReason.SELECT);
            assertThat(sem.tryAcquire(1)).as("one waits").isFalse();
            Goroutine small = go(() -> sem.acquire(FOREVER, 1));
            Goroutines.untilWaiting(small, WaitReason.SELECT);
            ctx.cancel();
            gaveUp.receive();
            Goroutines.untilDead(small);
            assertThat(sem.tryAcquire(8)).isTrue();
            sem.release(10);
        });
    }

    /** Who comes with a context that has ended takes nothing, though all is there; who is granted units at that moment gives them back. */
    @Test
    @Tag("SE-4")
    void TestWeightedAcquireCanceled() {
        Goroutines.run(() -> {
            var sem = new Semaphore(2);
            var ended = FOREVER.withCancel();
            ended.cancel();
            assertThatThrownBy(() -> sem.acquire(ended, 1)).isInstanceOf(CanceledException.class);
            assertThat(sem.tryAcquire(2)).isTrue();
            var ctx = FOREVER.withCancel();
            var outcome = Chan.<Boolean>make(1);
            Goroutine g = go(() -> {
                try {
                    sem.acquire(ctx, 1);
                    outcome.send(true);
                } catch (CanceledException e) {
                    outcome.send(false);
                }
            });
            Goroutines.untilWaiting(g, WaitReason.SELECT);
            ctx.cancel();
            sem.release(2);
            assertThat(outcome.receive()).isFalse();
            assertThat(sem.tryAcquire(2)).isTrue();
        });
    }
}
