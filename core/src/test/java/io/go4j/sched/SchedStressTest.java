// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static io.go4j.chan.ChanStressTest.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.chan.ChanStressTest.Crowd;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Spawning, stealing, waking, sleeping, and changes of gomaxprocs meanwhile. The long version is in the module stress. */
@Tag("stress")
class SchedStressTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(600) * Integer.getInteger("go4j.stress", 1);

    @Test
    void spawnStormOverflowsTheQueues() throws InterruptedException {
        repeat(NANOS, "spawn storm", (r, what) -> {
            int n = 200 + r.nextInt(3000);
            AtomicInteger ran = new AtomicInteger();
            Crowd crowd = new Crowd();
            crowd.either(r.nextInt(3) == 0, () -> {
                WaitGroup all = new WaitGroup();
                for (int i = 0; i < n; i++) {
                    all.go(ran::incrementAndGet);
                }
                all.await();
            });
            crowd.await(what);
            assertThat(ran.get()).as(what).isEqualTo(n);
        });
    }

    @Test
    void wakeUpsFromOutsideWhenAllAreIdle() throws InterruptedException {
        repeat(NANOS, "wake-ups from outside", (r, what) -> {
            Chan<Integer> in = Chan.make(r.nextInt(2));
            Chan<Integer> out = Chan.make();
            Crowd crowd = new Crowd();
            crowd.go(() -> {
                for (int v : in) {
                    if (v % 5 == 0) {
                        Go4j.sleep(Duration.ofNanos(20_000));
                    }
                    out.send(v);
                }
            });
            crowd.thread(() -> {
                for (int i = 0; i < 50; i++) {
                    in.send(i);
                    assertThat(out.receive()).isEqualTo(i);
                    LockSupport.parkNanos(r.nextInt(60_000));
                }
                in.close();
            });
            crowd.await(what);
        });
    }

    @Test
    void changesOfGomaxprocsLoseNobody() throws InterruptedException {
        int before = GoRuntime.gomaxprocs();
        try {
            repeat(NANOS, "gomaxprocs changes", (r, what) -> {
                AtomicBoolean over = new AtomicBoolean();
                Mutex mutex = new Mutex();
                int[] counter = {0};
                WaitGroup working = new WaitGroup();
                Crowd crowd = new Crowd();
                int n = 2 + r.nextInt(10);
                working.add(n);
                for (int i = 0; i < n; i++) {
                    crowd.go(() -> {
                        for (int k = 0; k < 100; k++) {
                            mutex.lock();
                            counter[0]++;
                            mutex.unlock();
                            if (k % 10 == 0) {
                                Go4j.sleep(Duration.ofNanos(10_000));
                            } else {
                                Go4j.gosched();
                            }
                        }
                        working.done();
                    });
                }
                crowd.thread(() -> {
                    while (!over.get()) {
                        GoRuntime.gomaxprocs(1 + r.nextInt(8));
                        LockSupport.parkNanos(r.nextInt(200_000));
                    }
                });
                crowd.thread(() -> {
                    working.await();
                    over.set(true);
                });
                crowd.await(what);
                assertThat(counter[0]).as(what).isEqualTo(n * 100);
            });
        } finally {
            GoRuntime.gomaxprocs(before);
        }
    }

    /** Processors come and go under goroutines that compute, block their threads, are locked to them, or wait for timers of each kind. */
    @Test
    void changesOfGomaxprocsLoseNoTimer() throws InterruptedException {
        int before = GoRuntime.gomaxprocs();
        try {
            repeat(NANOS, "gomaxprocs changes, timers", (r, what) -> {
                int n = 5 + r.nextInt(30);
                AtomicInteger fired = new AtomicInteger();
                AtomicInteger stopped = new AtomicInteger();
                AtomicBoolean over = new AtomicBoolean();
                WaitGroup working = new WaitGroup();
                Crowd crowd = new Crowd();
                for (int i = 0; i < n; i++) {
                    long nanos = r.nextInt(3_000_000);
                    int kind = i % 5;
                    working.add(1);
                    crowd.go(() -> {
                        load(kind, nanos);
                        if (Timer.afterFunc(Duration.ofHours(1), () -> {}).stop()) {
                            stopped.incrementAndGet();
                        }
                        Timer.afterFunc(Duration.ofNanos(nanos), () -> {
                            fired.incrementAndGet();
                            working.done();
                        });
                    });
                }
                crowd.thread(() -> {
                    for (int k = 0; !over.get(); k++) { // up and down
                        GoRuntime.gomaxprocs(k % 2 == 0 ? 1 : 2 + k % 7);
                        LockSupport.parkNanos(200_000);
                    }
                });
                crowd.thread(() -> {
                    working.await();
                    over.set(true);
                });
                crowd.await(what);
                assertThat(fired.get()).as(what).isEqualTo(n);
                assertThat(stopped.get()).as(what).isEqualTo(n);
            });
        } finally {
            GoRuntime.gomaxprocs(before);
        }
    }

    private static void load(int kind, long nanos) {
        switch (kind) {
            case 0 -> Go4j.sleep(Duration.ofNanos(nanos));
            case 1 -> Go4j.after(Duration.ofNanos(nanos)).receive();
            case 2 -> {
                Ticker ticker = Ticker.every(Duration.ofNanos(nanos + 1));
                ticker.channel().receive();
                ticker.channel().receive();
                ticker.stop();
            }
            case 3 -> {
                for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                    Thread.onSpinWait();
                }
            }
            default -> {
                if (GoRuntime.isFullMode()) {
                    GoRuntime.lockOSThread();
                }
                Go4j.sleep(Duration.ofNanos(nanos)); // every second one ends without unlocking
                if (nanos % 2 == 0) {
                    GoRuntime.unlockOSThread();
                }
            }
        }
    }

    @Test
    @Tag("G3")
    void stackTracesDisturbNobody() throws InterruptedException {
        int base = GoRuntime.numGoroutine();
        repeat(NANOS, "stack traces", (r, what) -> {
            AtomicBoolean over = new AtomicBoolean();
            Chan<Integer> ch = Chan.make();
            AtomicInteger sum = new AtomicInteger();
            Crowd crowd = new Crowd();
            crowd.go(() -> {
                WaitGroup all = new WaitGroup();
                for (int i = 0; i < 200; i++) {
                    all.go(() -> {
                        Go4j.gosched();
                        ch.send(1);
                    });
                }
                all.await();
                ch.close();
            });
            crowd.go(() -> {
                for (int v : ch) {
                    sum.addAndGet(v);
                }
                over.set(true);
            });
            crowd.thread(() -> {
                while (!over.get()) {
                    GoRuntime.stack(true);
                }
            });
            crowd.await(what);
            assertThat(sum.get()).as(what).isEqualTo(200);
        });
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (GoRuntime.numGoroutine() > base && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000);
        }
        assertThat(GoRuntime.numGoroutine()).isLessThanOrEqualTo(base);
    }
}
