// SPDX-License-Identifier: Apache-2.0
package io.go4j.chan;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Channels under load: no value is lost, doubled or out of order, and nobody stays asleep. The long version is in the module stress. */
@Tag("stress")
public class ChanStressTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(700) * Integer.getInteger("go4j.stress", 1);
    private static final int[] CAPACITIES = {0, 1, 2, 7, 128};

    /** Some goroutines and platform threads that must all end. For all stress tests. */
    public static final class Crowd {
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final Queue<CountDownLatch> ends = new ConcurrentLinkedQueue<>();

        public Crowd() {}

        /** Adds a goroutine. */
        public void go(GoBody body) {
            CountDownLatch end = new CountDownLatch(1);
            ends.add(end);
            Go4j.go(() -> run(body, end));
        }

        /** Adds a platform thread. */
        public void thread(GoBody body) {
            CountDownLatch end = new CountDownLatch(1);
            ends.add(end);
            Thread.ofPlatform().daemon().start(() -> run(body, end));
        }

        /** Adds one or the other. */
        public void either(boolean outside, GoBody body) {
            if (outside) {
                thread(body);
            } else {
                go(body);
            }
        }

        private void run(GoBody body, CountDownLatch end) {
            try {
                body.run();
            } catch (Throwable t) {
                failures.add(t);
            } finally {
                end.countDown();
            }
        }

        /** Waits for all; {@code what} goes into the message. */
        public void await(String what) throws InterruptedException {
            for (CountDownLatch end : ends) {
                if (!end.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("lost wake-up in " + what + "\n" + failures + "\n" + GoRuntime.stack(true));
                }
            }
            assertThat(failures).as(what).isEmpty();
        }
    }

    /** Runs rounds for {@code nanos}, at least three. */
    public static void repeat(long nanos, String what, OneRound round) throws InterruptedException {
        long seed = Long.getLong("go4j.stress.seed", System.nanoTime());
        SplittableRandom r = new SplittableRandom(seed);
        long end = System.nanoTime() + nanos;
        for (int n = 0; n < 3 || System.nanoTime() < end; n++) {
            round.run(r.split(), what + ", round " + n + ", -Dgo4j.stress.seed=" + seed);
        }
    }

    /** One of many, each with its own random numbers. */
    public interface OneRound {
        /** Runs to its end and checks. */
        void run(SplittableRandom r, String what) throws InterruptedException;
    }

    @Test
    void eachValueOnceAndInOrder() throws InterruptedException {
        repeat(NANOS, "send and receive", (r, what) -> {
            int senders = 1 + r.nextInt(5);
            int each = 1 + r.nextInt(600);
            Chan<Integer> ch = Chan.make(CAPACITIES[r.nextInt(CAPACITIES.length)]);
            AtomicIntegerArray seen = new AtomicIntegerArray(senders * each);
            WaitGroup sending = new WaitGroup();
            sending.add(senders);
            Crowd crowd = new Crowd();
            for (int s = 0; s < senders; s++) {
                int from = s * each;
                crowd.either(r.nextInt(6) == 0, () -> {
                    for (int i = 0; i < each; i++) {
                        ch.send(from + i);
                    }
                    sending.done();
                });
            }
            for (int k = 1 + r.nextInt(5); k > 0; k--) {
                crowd.either(r.nextInt(6) == 0, () -> {
                    int[] last = new int[senders];
                    for (int v : ch) {
                        assertThat(v).isGreaterThanOrEqualTo(last[v / each]);
                        last[v / each] = v + 1;
                        seen.incrementAndGet(v);
                    }
                });
            }
            crowd.go(() -> {
                sending.await();
                ch.close();
            });
            crowd.await(what);
            for (int i = 0; i < seen.length(); i++) {
                assertThat(seen.get(i)).as(what + ", value " + i).isEqualTo(1);
            }
        });
    }

    @Test
    void closeWakesAllAndLosesNothing() throws InterruptedException {
        repeat(NANOS, "close", (r, what) -> {
            Chan<Integer> ch = Chan.make(CAPACITIES[r.nextInt(CAPACITIES.length)]);
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            Crowd crowd = new Crowd();
            for (int s = r.nextInt(5); s > 0; s--) {
                crowd.either(r.nextInt(6) == 0, () -> {
                    try {
                        for (; ; ) {
                            ch.send(1);
                            sent.incrementAndGet();
                        }
                    } catch (Panic p) {
                        assertThat(p).hasMessage("send on closed channel");
                    }
                });
            }
            for (int k = 1 + r.nextInt(20); k > 0; k--) {
                crowd.go(() -> {
                    while (ch.receive() != null) {
                        received.incrementAndGet();
                    }
                });
            }
            crowd.thread(() -> {
                TimeUnit.MICROSECONDS.sleep(200);
                ch.close();
            });
            crowd.await(what);
            assertThat(received.get()).as(what).isEqualTo(sent.get());
        });
    }

    @Test
    void senderAndReceiverAgreeOnTimeouts() throws InterruptedException {
        repeat(NANOS, "timeouts", (r, what) -> {
            Chan<Integer> ch = Chan.make(r.nextInt(2));
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            WaitGroup sending = new WaitGroup();
            int senders = 1 + r.nextInt(3);
            sending.add(senders);
            Crowd crowd = new Crowd();
            for (int s = 0; s < senders; s++) {
                SplittableRandom mine = r.split();
                crowd.either(r.nextInt(6) == 0, () -> {
                    for (int i = 0; i < 60; i++) {
                        if (ch.trySend(i, Duration.ofNanos(mine.nextInt(150_000)))) {
                            sent.incrementAndGet();
                        }
                    }
                    sending.done();
                });
            }
            crowd.go(() -> {
                sending.await();
                ch.close();
            });
            for (int k = 0; k < 2; k++) {
                SplittableRandom mine = r.split();
                crowd.either(r.nextInt(6) == 0, () -> {
                    for (; ; ) {
                        Received<Integer> got = ch.poll(Duration.ofNanos(mine.nextInt(150_000)));
                        if (got instanceof Received.Closed<Integer>) {
                            return;
                        } else if (got instanceof Received.Value<Integer>) {
                            received.incrementAndGet();
                        }
                    }
                });
            }
            crowd.await(what);
            assertThat(received.get()).as(what).isEqualTo(sent.get());
        });
    }
}
