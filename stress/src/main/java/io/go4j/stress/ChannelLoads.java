// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.giveWay;
import static io.go4j.stress.Round.progress;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Loads of channels: in order, in pairs, in chains, closed, without waiting, against deadlines. */
final class ChannelLoads {
    private static final int[] CAPACITIES = {0, 0, 1, 2, 7, 128};

    private ChannelLoads() {}

    /** A channel of some capacity. */
    static <T> Chan<T> chanOf(SplittableRandom r) {
        return Chan.make(CAPACITIES[r.nextInt(CAPACITIES.length)]);
    }

    /** Several senders, several receivers: each value arrives once, those of one sender in order. */
    static void chan(Round round, SplittableRandom r) {
        int senders = 1 + r.nextInt(6);
        int receivers = 1 + r.nextInt(6);
        int each = 50 + r.nextInt(1500);
        Chan<Long> ch = chanOf(r);
        WaitGroup sending = new WaitGroup();
        sending.add(senders);
        AtomicIntegerArray seen = new AtomicIntegerArray(senders * each);
        for (int s = 0; s < senders; s++) {
            int from = s * each;
            round.someone("chan-send", r, () -> {
                for (int i = 0; i < each; i++) {
                    ch.send((long) (from + i));
                    progress();
                }
                sending.done();
            });
        }
        for (int i = 0; i < receivers; i++) {
            round.someone("chan-receive", r, () -> {
                long[] last = new long[senders];
                java.util.Arrays.fill(last, -1);
                for (long v : ch) {
                    int s = (int) (v / each);
                    check(last[s] < v, "chan: " + v + " came after " + last[s]);
                    last[s] = v;
                    seen.incrementAndGet((int) v);
                }
            });
        }
        round.someone("chan-close", r, () -> {
            sending.await();
            ch.close();
        });
        round.atEnd(() -> allOnce("chan", seen, ch));
    }

    /** Each value has arrived once, and nothing is left over. */
    static void allOnce(String what, AtomicIntegerArray seen, Chan<?>... chans) {
        for (int i = 0; i < seen.length(); i++) {
            check(seen.get(i) == 1, what + ": value " + i + " arrived " + seen.get(i) + " times");
        }
        for (Chan<?> ch : chans) {
            check(ch.len() == 0, what + ": left over in " + ch);
        }
    }

    static void pingPong(Round round, SplittableRandom r) {
        int pairs = 1 + r.nextInt(4);
        int times = 100 + r.nextInt(2000);
        for (int p = 0; p < pairs; p++) {
            Chan<Integer> there = Chan.make(r.nextInt(2));
            Chan<Integer> back = Chan.make(r.nextInt(2));
            round.someone("ping", r, () -> {
                for (int i = 0; i < times; i++) {
                    there.send(i);
                    Integer v = back.receive();
                    check(v != null && v == i, "pingPong: " + v + " instead of " + i);
                    progress();
                }
                there.close();
            });
            round.someone("pong", r, () -> {
                for (int v : there) {
                    back.send(v);
                }
            });
        }
    }

    /** A daisy chain: every value is handed on by each goroutine. */
    static void chain(Round round, SplittableRandom r) {
        int length = 2 + r.nextInt(200);
        int values = 1 + r.nextInt(60);
        Chan<Integer> first = Chan.make();
        Chan<Integer> in = first;
        for (int i = 0; i < length; i++) {
            Chan<Integer> from = in;
            Chan<Integer> to = chanOf(r);
            round.go("chain", () -> {
                for (int v : from) {
                    to.send(v + 1);
                    progress();
                }
                to.close();
            });
            in = to;
        }
        Chan<Integer> last = in;
        round.someone("chain-in", r, () -> {
            for (int i = 0; i < values; i++) {
                first.send(i);
            }
            first.close();
        });
        round.someone("chain-out", r, () -> {
            int expected = length;
            for (int v : last) {
                check(v == expected, "chain: " + v + " instead of " + expected);
                expected++;
            }
            check(expected == length + values, "chain: ended after " + (expected - length) + " of " + values);
        });
    }

    /** Close wakes everybody, whatever they wait in. */
    static void close(Round round, SplittableRandom r) {
        int waiters = 1 + r.nextInt(300);
        Chan<Integer> ch = chanOf(r);
        Chan<Integer> never = Chan.make();
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < waiters; i++) {
            boolean select = r.nextInt(3) == 0;
            round.go("close-wait", () -> {
                if (select) {
                    Go4j.select(ch.onReceive(v -> {}), never.onReceive(v -> {}));
                } else {
                    check(ch.receive() == null, "close: a value out of nowhere");
                }
                woken.incrementAndGet();
                progress();
            });
        }
        int wait = r.nextInt(3);
        round.someone("close", r, () -> {
            if (wait == 1) {
                Go4j.gosched();
            } else if (wait == 2) {
                Go4j.sleep(Duration.ofNanos(100_000));
            }
            ch.close();
        });
        round.atEnd(() -> check(woken.get() == waiters, "close: " + woken + " of " + waiters));
    }

    /** A send either happens or panics; a value whose send returned is received. */
    static void closeVsSend(Round round, SplittableRandom r) {
        for (int n = 0; n < 20; n++) {
            Chan<Integer> ch = chanOf(r);
            int senders = 1 + r.nextInt(4);
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            for (int s = 0; s < senders; s++) {
                boolean select = r.nextInt(3) == 0;
                round.someone("close-send", r, () -> {
                    try {
                        for (int i = 0; i < 3000; i++) { // for ever, the JDK's scheduler would never start the receiver (portable mode)
                            if (select) {
                                Go4j.select(ch.sending(1), Chan.<Integer>nil().receiving());
                            } else {
                                ch.send(1);
                            }
                            sent.incrementAndGet();
                            progress();
                        }
                    } catch (Panic p) {
                        check("send on closed channel".equals(p.getMessage()), "closeVsSend: " + p);
                    }
                });
            }
            int before = r.nextInt(100);
            round.go("close-receive", () -> {
                for (int i = 0; i < before; i++) {
                    received.addAndGet(ch.receive());
                }
                if ((before & 1) == 0) {
                    ch.close();
                } else {
                    round.go("close-other", ch::close);
                }
                while (ch.receive() != null) {
                    received.incrementAndGet();
                }
            });
            round.atEnd(() -> check(sent.get() == received.get(), "closeVsSend: sent " + sent + ", received " + received + ", " + ch));
        }
    }

    static void nonBlocking(Round round, SplittableRandom r) {
        int senders = 1 + r.nextInt(3);
        int each = 50 + r.nextInt(400);
        Chan<Integer> ch = chanOf(r);
        AtomicIntegerArray seen = new AtomicIntegerArray(senders * each);
        boolean tryingReceiver = ch.cap() > 0; // two that never wait would never meet
        WaitGroup sending = new WaitGroup();
        sending.add(senders);
        for (int s = 0; s < senders; s++) {
            int from = s * each;
            round.someone("try-send", r, () -> {
                for (int i = 0; i < each; ) {
                    if (ch.trySend(from + i)) {
                        i++;
                        progress();
                    } else {
                        giveWay();
                    }
                }
                sending.done();
            });
        }
        round.go("try-close", () -> {
            sending.await();
            ch.close();
        });
        for (int k = 0; k < 2; k++) {
            round.someone("try-receive", r, () -> {
                for (; ; ) {
                    Received<Integer> got;
                    if (tryingReceiver) {
                        got = ch.poll();
                    } else {
                        Integer v = ch.receive();
                        got = v == null ? new Received.Closed<>() : new Received.Value<>(v);
                    }
                    if (got instanceof Received.Value<Integer>(var v)) {
                        seen.incrementAndGet(v);
                    } else if (got instanceof Received.Closed<Integer>) {
                        return;
                    } else {
                        giveWay();
                    }
                }
            });
        }
        round.atEnd(() -> allOnce("nonBlocking", seen, ch));
    }

    /** Deadlines that run out at about the time the partner comes: what the sender believes is what the receiver sees. */
    static void timeouts(Round round, SplittableRandom r) {
        int senders = 1 + r.nextInt(4);
        int each = 20 + r.nextInt(200);
        Chan<Integer> ch = Chan.make(r.nextInt(2));
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        WaitGroup sending = new WaitGroup();
        sending.add(senders);
        for (int s = 0; s < senders; s++) {
            SplittableRandom mine = r.split();
            round.someone("timeout-send", r, () -> {
                for (int i = 0; i < each; i++) {
                    if (ch.trySend(i, Duration.ofNanos(mine.nextInt(200_000)))) {
                        sent.incrementAndGet();
                    }
                    progress();
                }
                sending.done();
            });
        }
        round.someone("timeout-close", r, () -> {
            sending.await();
            ch.close();
        });
        for (int k = 0; k < 2; k++) {
            SplittableRandom mine = r.split();
            round.someone("timeout-receive", r, () -> {
                for (; ; ) {
                    Received<Integer> got = ch.poll(Duration.ofNanos(mine.nextInt(200_000)));
                    if (got instanceof Received.Value<Integer>) {
                        received.incrementAndGet();
                    } else if (got instanceof Received.Closed<Integer>) {
                        return;
                    }
                }
            });
        }
        round.atEnd(() -> check(sent.get() == received.get(), "timeouts: sent " + sent + ", received " + received));
    }
}
