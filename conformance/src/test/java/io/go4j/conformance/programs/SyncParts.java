// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.OnceValue;
import io.go4j.sync.RWMutex;
import io.go4j.sync.Semaphore;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** Parts of locks, groups, contexts, timers, and of what a goroutine can say to the scheduler. */
final class SyncParts {
    private SyncParts() {}

    /** A queue under a mutex; who finds it empty waits for a condition. */
    static Part queue(SplittableRandom r) {
        int takers = 1 + r.nextInt(5);
        return Part.of("queue under a mutex, " + takers + " takers", 1, (in, out) -> {
            var mu = new Mutex();
            var filled = new Cond(mu);
            Deque<Long> queue = new ArrayDeque<>();
            boolean[] over = {false};
            var wg = new WaitGroup();
            for (int i = 0; i < takers; i++) {
                wg.go(() -> {
                    for (; ; ) {
                        mu.lock();
                        while (queue.isEmpty() && !over[0]) {
                            filled.await();
                        }
                        Long v = queue.poll();
                        mu.unlock();
                        if (v == null) {
                            return;
                        }
                        out.send(v + 1);
                    }
                });
            }
            for (long v : in) {
                mu.lock();
                queue.add(v);
                mu.unlock();
                filled.signal();
            }
            mu.lock();
            over[0] = true;
            filled.broadcast();
            mu.unlock();
            wg.await();
        });
    }

    /** A number that many read and one changes, under a read-write lock. */
    static Part readers(SplittableRandom r) {
        int n = 1 + r.nextInt(8);
        return Part.of("rwmutex, " + n + " readers", 5, (in, out) -> {
            var lock = new RWMutex();
            long[] number = {5, 5};
            Chan<Unit> end = Chan.make();
            Chan<Unit> ended = Chan.make();
            go(() -> {
                while (end.tryReceive() == null && !end.isClosed()) {
                    lock.lock();
                    number[0]++;
                    gosched();
                    number[0]--;
                    lock.unlock();
                    sleep(Duration.ofNanos(50_000));
                }
                ended.close();
            });
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                wg.go(() -> {
                    for (long v : in) {
                        lock.rLock();
                        long sum = v + number[0];
                        lock.rUnlock();
                        out.send(sum);
                    }
                });
            }
            wg.await();
            end.close();
            ended.receive();
        });
    }

    /** A goroutine for each value, of which a semaphore lets some go on at a time. */
    static Part semaphore(SplittableRandom r) {
        int n = 1 + r.nextInt(4);
        return Part.of("semaphore of " + n, 1, (in, out) -> {
            var sem = new Semaphore(n);
            var wg = new WaitGroup();
            for (long v : in) {
                wg.go(() -> {
                    sem.acquire();
                    gosched();
                    out.send(v + 1);
                    sem.release();
                });
            }
            wg.await();
        });
    }

    /** A part of a group for each value, with a limit. */
    static Part group(SplittableRandom r) {
        int limit = 1 + r.nextInt(5);
        return Part.of("errgroup, limit " + limit, 1, (in, out) -> {
            var group = new ErrGroup();
            group.setLimit(limit);
            for (long v : in) {
                group.go(() -> out.send(v + 1));
            }
            group.await();
        });
    }

    /** What all need is made once, by whoever comes first. */
    static Part once(SplittableRandom r) {
        int n = 1 + r.nextInt(6);
        return Part.of("once among " + n, 7, (in, out) -> {
            OnceValue<Long> seven = OnceValue.of(() -> {
                sleep(Duration.ofMillis(1));
                return 7L;
            });
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                wg.go(() -> {
                    for (long v : in) {
                        out.send(v + seven.get());
                    }
                });
            }
            wg.await();
        });
    }

    /** Goroutines that watch a context until it is cancelled, after the last value. */
    static Part canceled(SplittableRandom r) {
        int n = 1 + r.nextInt(10);
        return Part.of("context, " + n + " watch it", 1, (in, out) -> {
            CancelContext ctx = Context.background().withCancel();
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                Context child = i % 2 == 0 ? ctx : ctx.withTimeout(Duration.ofHours(1));
                wg.go(() -> child.done().receive());
            }
            for (long v : in) {
                out.send(v + 1);
            }
            ctx.cancel();
            wg.await();
        });
    }

    /** The first value goes on when the time of a context is over. */
    static Part deadline(SplittableRandom r) {
        Duration time = Waits.delay(r);
        return Part.of("context of " + time, 1, (in, out) -> {
            boolean first = true;
            for (long v : in) {
                if (first) {
                    try (CancelContext ctx = Context.background().withTimeout(time)) {
                        ctx.done().receive();
                    }
                    first = false;
                }
                out.send(v + 1);
            }
        });
    }

    /** The first value sleeps, or waits for a timer, or comes from a function that a timer calls. */
    static Part timer(SplittableRandom r) {
        Duration time = Waits.delay(r);
        int way = r.nextInt(4);
        return Part.of(new String[] {"sleep ", "timer ", "afterFunc ", "poll "}[way] + time, 1, (in, out) -> {
            boolean first = true;
            for (long v : in) {
                if (first) {
                    Waits.pass(way, time);
                    first = false;
                }
                out.send(v + 1);
            }
        });
    }

    /** A value for each tick. */
    static Part ticker(SplittableRandom r) {
        Duration period = Duration.ofNanos(200_000 + r.nextInt(2_000_000));
        return Part.of("ticker " + period, 1, (in, out) -> {
            try (Ticker ticker = Ticker.every(period)) {
                for (long v : in) {
                    ticker.channel().receive();
                    out.send(v + 1);
                }
            }
        });
    }

    /** A timer that is far away, and is stopped once the values are through. */
    static Part stoppedTimer(SplittableRandom r) {
        return Part.of("timer of an hour, stopped", 1, (in, out) -> {
            Timer timer = Timer.afterFunc(Duration.ofHours(1), () -> {});
            for (long v : in) {
                out.send(v + 1);
            }
            timer.stop();
        });
    }

    static Part givesWay(SplittableRandom r) {
        int n = 1 + r.nextInt(20);
        return Part.each("gosched " + n, 1, v -> {
            for (int i = 0; i < n; i++) {
                gosched();
            }
            return v;
        });
    }

    /** Computes, said to be blocking: the processor goes to others meanwhile. */
    static Part blocking(SplittableRandom r) {
        int micros = r.nextInt(2_000);
        return Part.each("blocking " + micros + " us", 1, v -> GoRuntime.blocking(() -> {
            long end = System.nanoTime() + micros * 1_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return v;
        }));
    }

    /** A goroutine that keeps its thread, and gives it back, or ends with it. */
    static Part locked(SplittableRandom r) {
        boolean unlocks = r.nextBoolean();
        return Part.of("locked to its thread" + (unlocks ? "" : " to the end"), 1, (in, out) -> {
            var wg = new WaitGroup();
            wg.go(() -> {
                GoRuntime.lockOSThread();
                for (long v : in) {
                    out.send(v + 1);
                }
                if (unlocks) {
                    GoRuntime.unlockOSThread();
                }
            });
            wg.await();
        });
    }

    /** A goroutine for each value that ends by goexit. */
    static Part goexits(SplittableRandom r) {
        return Part.of("goexit", 1, (in, out) -> {
            var wg = new WaitGroup();
            for (long v : in) {
                wg.go(() -> {
                    out.send(v + 1);
                    throw goexit();
                });
            }
            wg.await();
        });
    }
}
