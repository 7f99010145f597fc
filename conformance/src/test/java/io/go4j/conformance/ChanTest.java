// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.Received;
import io.go4j.Unit;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go: src/runtime/chan_test.go. */
class ChanTest {
    /** For capacities from 0 up: when operations block, what a closed channel gives, order, many senders and receivers, len and cap. */
    @Test
    @Tag("CH-10")
    @Tag("CH-14")
    @Tag("CH-26")
    void TestChan() {
        Goroutines.runWithProcs(4, () -> {
            for (int capacity = 0; capacity < Goroutines.scaled(20); capacity++) {
                receiveFromEmptyBlocks(capacity);
                sendToFullBlocks(capacity);
                closedGivesWhatIsLeft(capacity);
                closeUnblocksReceive(capacity);
                keepsOrder(capacity);
                manyToMany(capacity);
                lenAndCap(capacity);
            }
        });
    }

    private static Chan<Integer> filled(int capacity) {
        var c = Chan.<Integer>make(capacity);
        for (int i = 0; i < capacity; i++) {
            c.send(i);
        }
        return c;
    }

    private static void receiveFromEmptyBlocks(int capacity) {
        var c = Chan.<Integer>make(capacity);
        Goroutine first = go(c::receive);
        Goroutine second = go(c::poll);
        Goroutine third = go(() -> c.poll(Goroutines.PATIENCE));
        Goroutines.untilWaiting(first, WaitReason.CHAN_RECEIVE);
        Goroutines.untilDead(second);
        Goroutines.untilWaiting(third, WaitReason.CHAN_RECEIVE);
        assertThat(c.tryReceive()).isNull();
        c.send(0);
        c.send(0);
        Goroutines.untilDead(first);
        Goroutines.untilDead(third);
    }

    private static void sendToFullBlocks(int capacity) {
        var c = filled(capacity);
        Goroutine sender = go(() -> c.send(0));
        Goroutines.untilWaiting(sender, WaitReason.CHAN_SEND);
        assertThat(c.trySend(0)).isFalse();
        assertThat(c.len()).as("a blocked sender is not counted").isEqualTo(capacity);
        assertThat(c.receive()).isZero();
        Goroutines.untilDead(sender);
        assertThat(c.len()).isEqualTo(capacity);
    }

    private static void closedGivesWhatIsLeft(int capacity) {
        var c = filled(capacity);
        c.close();
        for (int i = 0; i < capacity; i++) {
            assertThat(c.receive()).isEqualTo(i);
        }
        assertThat(c.receive()).isNull();
        assertThat(c.poll()).isInstanceOf(Received.Closed.class);
    }

    private static void closeUnblocksReceive(int capacity) {
        var c = Chan.<Integer>make(capacity);
        var done = Chan.<Boolean>make();
        Goroutine receiver = go(() -> done.send(c.receive() == null));
        Goroutines.untilWaiting(receiver, WaitReason.CHAN_RECEIVE);
        c.close();
        assertThat(done.receive()).isTrue();
    }

    private static void keepsOrder(int capacity) {
        var c = Chan.<Integer>make(capacity);
        go(() -> {
            for (int i = 0; i < 200; i++) {
                c.send(i);
            }
        });
        for (int i = 0; i < 100; i++) {
            assertThat(c.receive()).isEqualTo(i);
        }
        for (int i = 100; i < 200; i++) {
            assertThat(c.poll(Goroutines.PATIENCE)).isEqualTo(new Received.Value<>(i));
        }
    }

    private static void manyToMany(int capacity) {
        int goroutines = 4;
        int values = 1000;
        var c = Chan.<Integer>make(capacity);
        var times = new AtomicIntegerArray(values);
        var wg = new WaitGroup();
        for (int p = 0; p < goroutines; p++) {
            wg.go(() -> {
                for (int i = 0; i < values; i++) {
                    c.send(i);
                }
            });
            wg.go(() -> {
                for (int i = 0; i < values; i++) {
                    times.incrementAndGet(c.receive());
                }
            });
        }
        wg.await();
        for (int i = 0; i < values; i++) {
            assertThat(times.get(i)).isEqualTo(goroutines);
        }
        assertThat(c.len()).isZero();
    }

    private static void lenAndCap(int capacity) {
        var c = Chan.<Integer>make(capacity);
        assertThat(c.len()).isZero();
        assertThat(c.cap()).isEqualTo(capacity);
        for (int i = 0; i < capacity; i++) {
            c.send(i);
            assertThat(c.len()).isEqualTo(i + 1);
        }
        assertThat(c.cap()).isEqualTo(capacity);
    }

    /** A receive with a default that races with close, on a channel that holds a value, never finds it not ready. */
    @Test
    @Tag("CH-22")
    void TestNonblockRecvRace() {
        Goroutines.run(() -> {
            for (int i = 0; i < Goroutines.scaled(10_000); i++) {
                var c = Chan.<Integer>make(1);
                c.send(1);
                go(() -> select(
                        c.onReceive(v -> {}),
                        otherwise(() -> {
                            throw new AssertionError("not ready");
                        })));
                c.close();
                c.receive();
            }
        });
    }

    /** Makes {@code c2} ready and, after that, {@code c1} not ready, while a goroutine selects from both: it never finds neither ready. */
    private static void selectRace(Runnable makeReady, Chan<Integer> c1, Chan<Integer> c2, Chan<Boolean> done) {
        c1.send(1);
        go(() -> done.send(select(c1.receiving().map(v -> true), c2.receiving().map(v -> true), otherwiseGet(() -> false))));
        makeReady.run();
        c1.tryReceive();
        assertThat(done.receive()).as("one of the two was ready at every instant").isTrue();
    }

    /** A select looks at all its channels at one instant: while one of two is ready at any time, the default is not chosen. */
    @Test
    @Tag("SEL-6")
    void TestNonblockSelectRace() {
        Goroutines.run(() -> {
            var done = Chan.<Boolean>make(1);
            for (int i = 0; i < Goroutines.scaled(20_000); i++) {
                var c2 = Chan.<Integer>make(1);
                selectRace(() -> c2.send(1), Chan.make(1), c2, done);
            }
        });
    }

    /** The same where the second channel gets ready by being closed. */
    @Test
    @Tag("SEL-6")
    void TestNonblockSelectRace2() {
        Goroutines.run(() -> {
            var done = Chan.<Boolean>make(1);
            for (int i = 0; i < Goroutines.scaled(20_000); i++) {
                var c2 = Chan.<Integer>make();
                selectRace(c2::close, Chan.make(1), c2, done);
            }
        });
    }

    /** Two goroutines that each select between sending and receiving on one channel go on by meeting each other, never themselves. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    @Tag("SEL-12")
    void TestSelfSelect(int capacity) {
        Goroutines.runWithProcs(2, () -> {
            var c = Chan.<Integer>make(capacity);
            var wg = new WaitGroup();
            for (int p = 0; p < 2; p++) {
                int me = p;
                wg.go(() -> {
                    for (int i = 0; i < Goroutines.scaled(1000); i++) {
                        var sending = c.onSend(me, () -> {});
                        var receiving = c.onReceive(v -> assertThat(capacity == 0 && v == me).as("met itself").isFalse());
                        if (me == 0 || i % 2 == 0) {
                            select(sending, receiving);
                        } else {
                            select(receiving, sending);
                        }
                    }
                });
            }
            wg.await();
        });
    }

    /** Plain operations and selects of four cases, on channels of capacity 0, 0, 2 and 3, all at once: the sums fit, so everything ends. */
    @Test
    @Tag("SEL-11")
    void TestSelectStress() {
        int n = Goroutines.scaled(10_000);
        Goroutines.runWithProcs(10, () -> {
            List<Chan<Integer>> c = List.of(Chan.make(), Chan.make(), Chan.make(2), Chan.make(3));
            var wg = new WaitGroup();
            for (Chan<Integer> one : c) {
                wg.go(() -> {
                    for (int i = 0; i < n; i++) {
                        one.send(0);
                    }
                });
                wg.go(() -> {
                    for (int i = 0; i < n; i++) {
                        one.receive();
                    }
                });
            }
            wg.go(() -> {
                int[] left = {n, n, n, n};
                for (int i = 0; i < 4 * n; i++) {
                    select(
                            c.get(3).onSend(0, () -> left[3]--).when(left[3] > 0),
                            c.get(2).onSend(0, () -> left[2]--).when(left[2] > 0),
                            c.get(0).onSend(0, () -> left[0]--).when(left[0] > 0),
                            c.get(1).onSend(0, () -> left[1]--).when(left[1] > 0));
                }
                assertThat(left).containsOnly(0);
            });
            wg.go(() -> {
                int[] left = {n, n, n, n};
                for (int i = 0; i < 4 * n; i++) {
                    select(
                            c.get(0).onReceive(v -> left[0]--).when(left[0] > 0),
                            c.get(1).onReceive(v -> left[1]--).when(left[1] > 0),
                            c.get(2).onReceive(v -> left[2]--).when(left[2] > 0),
                            c.get(3).onReceive(v -> left[3]--).when(left[3] > 0));
                }
                assertThat(left).containsOnly(0);
            });
            wg.await();
        });
    }

    /** Of two channels that are always ready, a select with four cases takes each half of the time, within ten standard deviations. */
    @Test
    @Tag("SEL-3")
    @Tag("SEL-17")
    void TestSelectFairness() {
        int trials = 10_000;
        Goroutines.run(() -> {
            var ones = Chan.<Integer>make(trials + 1);
            var twos = Chan.<Integer>make(trials + 1);
            for (int i = 0; i <= trials; i++) {
                ones.send(1);
                twos.send(2);
            }
            var empty = Chan.<Integer>make();
            var alsoEmpty = Chan.<Integer>make();
            var out = Chan.<Integer>make();
            var done = Chan.<Unit>make();
            var wg = new WaitGroup();
            wg.go(() -> {
                for (boolean go = true; go; ) {
                    int b = select(empty.receiving(), alsoEmpty.receiving(), ones.receiving(), twos.receiving());
                    go = select(out.sending(b).map(() -> true), done.receiving().map(u -> false));
                }
            });
            int[] count = new int[3];
            for (int i = 0; i < trials; i++) {
                count[out.receive()]++;
            }
            done.close();
            wg.await();
            double sigma = Math.sqrt(trials * 0.5 * 0.5);
            assertThat(Math.abs(count[1] - trials * 0.5)).as("%d ones, %d twos", count[1], count[2]).isLessThan(10 * sigma);
        });
    }

    /** A select may send one of two values on the same channel: each is chosen often. Here there is room, so it never blocks. */
    @Test
    @Tag("SEL-3")
    void TestPseudoRandomSend() {
        pseudoRandomSend(100);
    }

    /** The same without a buffer, where the select blocks most times. */
    @Test
    @Tag("SEL-3")
    void TestPseudoRandomSendUnbuffered() {
        pseudoRandomSend(0);
    }

    private static void pseudoRandomSend(int capacity) {
        int n = 100;
        Goroutines.run(() -> {
            var c = Chan.<Integer>make(capacity);
            var sum = Chan.<Integer>make();
            go(() -> {
                int ones = 0;
                for (int i = 0; i < n; i++) {
                    gosched();
                    ones += c.receive();
                }
                sum.send(ones);
            });
            for (int i = 0; i < n; i++) {
                select(c.sending(1), c.sending(0));
            }
            assertThat(sum.receive()).isBetween(n / 10 + 1, n - n / 10 - 1);
        });
    }

    /** 23 workers between a feeder that closes and a collector: all 271828 values come through, and the end too. */
    @Test
    @Tag("CH-21")
    @Tag("RNG-1")
    void TestMultiConsumer() {
        int workers = 23;
        int values = 271_828;
        int[] primes = {2, 3, 7, 11, 13, 17, 19, 23, 27, 31};
        Goroutines.run(() -> {
            var queue = Chan.<Integer>make(workers * 3);
            var results = Chan.<Integer>make(workers * 3);
            var wg = new WaitGroup();
            for (int w = 0; w < workers; w++) {
                int mine = primes[w % primes.length];
                wg.go(() -> {
                    for (int v : queue) {
                        if (v == mine) {
                            gosched(); // so that values overtake each other
                        }
                        results.send(v);
                    }
                });
            }
            var expected = new AtomicLong();
            go(() -> {
                for (int i = 0; i < values; i++) {
                    int v = primes[i % primes.length];
                    expected.addAndGet(v);
                    queue.send(v);
                }
                queue.close();
                wg.await();
                results.close();
            });
            int count = 0;
            long sum = 0;
            for (int v : results) {
                count++;
                sum += v;
            }
            assertThat(count).isEqualTo(values);
            assertThat(sum).isEqualTo(expected.get());
        });
    }

    /** Any kind of object goes through a channel, the same one, in selects that may not wait too. */
    @Test
    void TestChanSendInterface() {
        Goroutines.run(() -> {
            var m = new Object();
            var c = Chan.<Object>make(1);
            c.send(m);
            select(c.onSend(m, () -> {}), otherwise(() -> {}));
            select(c.onSend(m, () -> {}), c.onSend(new Object(), () -> {}), otherwise(() -> {}));
            assertThat(c.receive()).isSameAs(m);
            assertThat(c.len()).isZero();
        });
    }

    /**
     * A select may stand in the queue of one channel twice; when another case wins, both places are given up and the next waiter is
     * served.
     */
    @Test
    @Tag("SEL-10")
    @Tag("SEL-11")
    void TestSelectDuplicateChannel() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make();
            var d = Chan.<Integer>make();
            var e = Chan.<Integer>make();
            Goroutine a = go(() -> {
                assertThat(select(c.receiving(), c.receiving(), d.receiving())).isEqualTo(7);
                e.send(9);
            });
            Goroutines.untilWaiting(a, WaitReason.SELECT);
            var got = new AtomicBoolean();
            Goroutine b = go(() -> got.set(c.receive() == 8));
            Goroutines.untilWaiting(b, WaitReason.CHAN_RECEIVE);

            d.send(7);
            e.receive();
            c.send(8);
            Goroutines.untilDead(b);
            assertThat(got).isTrue();
        });
    }

    /** A channel that is listed twice has two chances out of three. */
    @Test
    @Tag("SEL-3")
    void duplicateCountsTwice() {
        int trials = 9000;
        Goroutines.run(() -> {
            var twice = Chan.<Integer>make();
            twice.close();
            var once = Chan.<Integer>make();
            once.close();
            int first = 0;
            for (int i = 0; i < trials; i++) {
                first += select(twice.receiving().map(v -> 1), once.receiving().map(v -> 0), twice.receiving().map(v -> 1));
            }
            double sigma = Math.sqrt(trials * 2.0 / 3 / 3);
            assertThat(Math.abs(first - trials * 2 / 3)).isLessThan((int) (10 * sigma));
        });
    }

    /** Deep frames around blocked operations: the stack of a goroutine may be large when it parks. */
    @Test
    void TestShrinkStackDuringBlockedSend() {
        Goroutines.run(() -> {
            var c = Chan.<Integer>make();
            var sender = go(() -> {
                for (int i = 0; i < 10; i++) {
                    sendDeep(c, i, 2000);
                }
            });
            List<Integer> got = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Goroutines.until("blocked", () -> sender.status() == GoroutineStatus.WAITING);
                System.gc();
                got.add(c.receive());
            }
            assertThat(got).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
    }

    private static int sendDeep(Chan<Integer> c, int value, int depth) {
        if (depth > 0) {
            return 1 + sendDeep(c, value, depth - 1);
        }
        c.send(value);
        return 0;
    }
}
