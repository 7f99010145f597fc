// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.progress;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Panic;
import io.go4j.Received;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** The loads, by name. */
final class Loads {
    private static final int[] CAPACITIES = {0, 0, 1, 2, 7, 128};

    private Loads() {}

    static Map<String, Load> all() {
        Map<String, Load> all = new LinkedHashMap<>();
        all.put("chan", Loads::chan);
        all.put("pingPong", Loads::pingPong);
        all.put("chain", Loads::chain);
        all.put("selectMix", Loads::selectMix);
        all.put("selectVsSelect", Loads::selectVsSelect);
        all.put("close", Loads::close);
        all.put("closeVsSend", Loads::closeVsSend);
        all.put("nonBlocking", Loads::nonBlocking);
        all.put("timeouts", Loads::timeouts);
        all.put("interrupts", Loads::interrupts);
        all.put("timers", Loads::timers);
        all.put("sleepers", Loads::sleepers);
        all.put("spawnTree", Loads::spawnTree);
        all.put("spawnStorm", Loads::spawnStorm);
        all.put("gosched", Loads::gosched);
        all.put("waitGroup", Loads::waitGroup);
        all.put("mutex", Loads::mutex);
        all.put("hog", Loads::hog);
        all.put("pokes", Loads::pokes);
        all.put("jdkWaits", Loads::jdkWaits);
        all.put("jdkThreads", Loads::jdkThreads);
        if (GoRuntime.isFullMode()) { // the JDK's scheduler makes no such promise
            all.put("starve", Loads::starve);
            all.put("blocked", Blocking::blocked);
            all.put("locked", Blocking::locked);
        }
        return all;
    }

    private static <T> Chan<T> chanOf(SplittableRandom r) {
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

    private static void allOnce(String what, AtomicIntegerArray seen, Chan<?>... chans) {
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

    /** Selects of all kinds over some channels: sends, receives, switched off, with default, with a timer, repeated, in order. */
    static void selectMix(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(5);
        int senders = 1 + r.nextInt(5);
        int receivers = 1 + r.nextInt(5);
        int each = 50 + r.nextInt(600);
        List<Chan<Integer>> chans = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            chans.add(chanOf(r));
        }
        AtomicIntegerArray seen = new AtomicIntegerArray(senders * each);
        WaitGroup sending = new WaitGroup();
        sending.add(senders);
        Chan<Integer> done = Chan.make();
        for (int s = 0; s < senders; s++) {
            int from = s * each;
            SplittableRandom mine = r.split();
            round.someone("select-send", r, () -> {
                for (int i = 0; i < each; ) {
                    if (trySendSomewhere(chans, from + i, mine)) {
                        i++;
                        progress();
                    }
                }
                sending.done();
            });
        }
        for (int k = 0; k < receivers; k++) {
            SplittableRandom mine = r.split();
            round.someone("select-receive", r, () -> receiveUntilDone(chans, done, seen, mine));
        }
        round.someone("select-done", r, () -> {
            sending.await();
            done.close();
        });
        round.atEnd(() -> {
            for (Chan<Integer> ch : chans) { // what was buffered when the receivers were told to stop
                for (Integer v = ch.tryReceive(); v != null; v = ch.tryReceive()) {
                    seen.incrementAndGet(v);
                }
            }
            allOnce("selectMix", seen);
        });
    }

    private static boolean trySendSomewhere(List<Chan<Integer>> chans, int v, SplittableRandom r) {
        List<Case<Boolean>> cases = new ArrayList<>();
        for (Chan<Integer> ch : chans) {
            cases.add(ch.sending(v).map(() -> true).when(r.nextInt(4) != 0));
        }
        cases.add(chans.get(r.nextInt(chans.size())).sending(v).map(() -> true)); // the same channel twice
        switch (r.nextInt(6)) {
            case 0 -> cases.add(Go4j.otherwiseGet(() -> {
                giveWay();
                return false;
            }));
            case 1 -> cases.add(Go4j.after(Duration.ofNanos(r.nextInt(300_000))).receiving().map(t -> false));
            case 2 -> cases.add(Chan.<Integer>nil().receiving().map(x -> false));
            default -> {}
        }
        return run(cases, r);
    }

    @SuppressWarnings("unchecked")
    private static <R> R run(List<Case<R>> cases, SplittableRandom r) {
        Case<R>[] array = cases.toArray(Case[]::new);
        return r.nextInt(4) == 0 ? Go4j.selectInOrder(array) : Go4j.select(array);
    }

    private static void receiveUntilDone(List<Chan<Integer>> chans, Chan<Integer> done, AtomicIntegerArray seen, SplittableRandom r) {
        for (boolean more = true; more; ) {
            List<Case<Boolean>> cases = new ArrayList<>();
            boolean someOff = r.nextInt(3) == 0; // then with a timer, or it might wait for ever beside a sender
            for (Chan<Integer> ch : chans) {
                cases.add(ch.receiving()
                        .map(v -> {
                            seen.incrementAndGet(v);
                            progress();
                            return true;
                        })
                        .when(!someOff || r.nextInt(4) != 0));
            }
            cases.add(done.receiving().map(v -> false));
            if (someOff) {
                cases.add(Go4j.after(Duration.ofNanos(r.nextInt(300_000))).receiving().map(t -> true));
            }
            more = run(cases, r);
        }
    }

    /** Every party selects between sending and receiving, over the same two channels: pairs must form, and no value may be lost. */
    static void selectVsSelect(Round round, SplittableRandom r) {
        int parties = 2 * (1 + r.nextInt(4));
        int each = 50 + r.nextInt(800);
        Chan<Integer> a = Chan.make(r.nextInt(2));
        Chan<Integer> b = Chan.make(r.nextInt(2));
        AtomicIntegerArray seen = new AtomicIntegerArray(parties * each);
        Chan<Integer> done = Chan.make();
        AtomicInteger sending = new AtomicInteger(parties);
        for (int p = 0; p < parties; p++) {
            int from = p * each;
            Chan<Integer> out = p % 2 == 0 ? a : b;
            Chan<Integer> in = p % 2 == 0 ? b : a;
            round.someone("select-both", r, () -> {
                int[] sent = {0};
                boolean[] stop = {false};
                while (!stop[0]) {
                    Go4j.select(
                            out.onSend(() -> from + sent[0], () -> {
                                        if (++sent[0] == each && sending.decrementAndGet() == 0) {
                                            done.close();
                                        }
                                        progress();
                                    })
                                    .when(sent[0] < each),
                            in.onReceive(v -> seen.incrementAndGet(v)),
                            done.onReceive(v -> stop[0] = true));
                }
            });
        }
        round.atEnd(() -> {
            for (Chan<Integer> ch : List.of(a, b)) {
                for (Integer v = ch.tryReceive(); v != null; v = ch.tryReceive()) {
                    seen.incrementAndGet(v);
                }
            }
            allOnce("selectVsSelect", seen);
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

    /** For one that polls. In portable mode two that poll by Thread.yield keep both carriers of the JDK; who came from outside starves. */
    private static void giveWay() {
        if (GoRuntime.isFullMode()) {
            Go4j.gosched();
        } else {
            Go4j.sleep(Duration.ofNanos(20_000));
        }
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

    /** Interrupts against partners: commit wins, so nothing is lost. Interrupted waiters must not take anybody's wake-up with them. */
    static void interrupts(Round round, SplittableRandom r) {
        int parties = 2 + r.nextInt(6);
        int each = 30 + r.nextInt(100);
        Chan<Integer> ch = Chan.make(r.nextInt(2));
        Mutex mutex = new Mutex();
        int[] counter = {0};
        AtomicInteger locked = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        WaitGroup sending = new WaitGroup();
        sending.add(parties);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> targets = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int p = 0; p < parties; p++) {
            SplittableRandom mine = r.split();
            round.someone("interrupted", r, () -> {
                targets.add(Thread.currentThread());
                for (int i = 0; i < each; i++) {
                    try {
                        if (mine.nextBoolean()) {
                            ch.send(1);
                            sent.incrementAndGet();
                        } else {
                            mutex.lock();
                            counter[0]++;
                            if (mine.nextInt(4) == 0) {
                                Go4j.gosched();
                            }
                            mutex.unlock();
                            locked.incrementAndGet();
                        }
                    } catch (io.go4j.GoInterruptedException e) {
                        Thread.interrupted();
                    }
                    progress();
                }
                targets.remove(Thread.currentThread());
                Thread.interrupted();
                Go4j.uninterruptibly(sending::done);
            });
        }
        round.go("interrupt-receive", () -> {
            for (int v : ch) {
                received.addAndGet(v);
            }
        });
        round.go("interrupt-close", () -> {
            sending.await();
            over.set(true);
            ch.close();
        });
        SplittableRandom mine = r.split();
        round.thread("interrupter", () -> {
            while (!over.get()) {
                synchronized (targets) {
                    if (!targets.isEmpty()) {
                        targets.get(mine.nextInt(targets.size())).interrupt();
                    }
                }
                LockSupport.parkNanos(20_000);
            }
        });
        round.atEnd(() -> {
            check(sent.get() == received.get(), "interrupts: sent " + sent + ", received " + received);
            check(counter[0] == locked.get(), "interrupts: counted " + counter[0] + " under the mutex, locked " + locked);
        });
    }

    /** Timers that are stopped, reset and waited for; tickers; functions. None may be early, lost, or come after stop. */
    static void timers(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(30);
        for (int k = 0; k < n; k++) {
            SplittableRandom mine = r.split();
            round.someone("timers", r, () -> {
                for (int i = 0; i < 10; i++) {
                    oneTimer(mine);
                    progress();
                }
            });
        }
    }

    private static void oneTimer(SplittableRandom r) {
        Duration d = Duration.ofNanos(r.nextInt(2_000_000));
        long begin = System.nanoTime();
        switch (r.nextInt(6)) {
            case 0 -> {
                check(Go4j.after(d).receive() != null, "timers: after");
                check(System.nanoTime() - begin >= d.toNanos(), "timers: after " + d + " was early");
            }
            case 1 -> {
                Timer t = Timer.of(d);
                Go4j.gosched();
                boolean stopped = t.stop();
                Go4j.sleep(Duration.ofNanos(r.nextInt(500_000)));
                check(t.channel().tryReceive() == null, "timers: a value after stop " + stopped);
            }
            case 2 -> {
                Timer t = Timer.of(Duration.ofHours(1));
                Chan<Integer> go = Chan.make();
                Go4j.go("timer-reset", () -> {
                    t.reset(d);
                    go.close();
                });
                check(t.channel().receive() != null, "timers: reset");
                go.receive();
            }
            case 3 -> {
                try (Ticker t = Ticker.every(Duration.ofNanos(20_000 + r.nextInt(300_000)))) {
                    for (int i = 0; i < 3; i++) {
                        check(t.channel().receive() != null, "timers: tick");
                    }
                }
            }
            case 4 -> {
                Chan<Integer> fired = Chan.make(1);
                Timer.afterFunc(d, () -> fired.send(1));
                check(fired.receive() != null, "timers: afterFunc");
                check(System.nanoTime() - begin >= d.toNanos(), "timers: afterFunc was early");
            }
            default -> {
                Chan<Integer> ch = Chan.make();
                Timer t = Timer.of(d);
                boolean closed = Go4j.select(
                        ch.receiving().map(v -> true), t.channel().receiving().map(v -> false));
                check(!closed, "timers: select");
            }
        }
    }

    static void sleepers(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(500);
        for (int i = 0; i < n; i++) {
            long nanos = r.nextInt(3) == 0 ? r.nextInt(20_000_000) : r.nextInt(300_000);
            int times = 1 + r.nextInt(3);
            round.go("sleeper", () -> {
                for (int k = 0; k < times; k++) {
                    long begin = System.nanoTime();
                    Go4j.sleep(Duration.ofNanos(nanos));
                    check(System.nanoTime() - begin >= nanos, "sleepers: " + nanos + " ns were too short");
                    progress();
                }
            });
        }
    }

    /** Fork and join, as in skynet. */
    static void spawnTree(Round round, SplittableRandom r) {
        int fan = 2 + r.nextInt(8);
        int depth = (int) (Math.log(3000) / Math.log(fan));
        long leaves = Math.round(Math.pow(fan, depth));
        round.go("tree", () -> {
            Chan<Long> result = Chan.make();
            Go4j.go(() -> tree(fan, depth, result));
            long sum = result.receive();
            check(sum == leaves, "spawnTree: " + sum + " leaves of " + leaves);
        });
    }

    private static void tree(int fan, int depth, Chan<Long> out) {
        progress();
        if (depth == 0) {
            out.send(1L);
            return;
        }
        Chan<Long> in = Chan.make(depth % 2 == 0 ? fan : 0);
        for (int i = 0; i < fan; i++) {
            Go4j.go(() -> tree(fan, depth - 1, in));
        }
        long sum = 0;
        for (int i = 0; i < fan; i++) {
            sum += in.receive();
        }
        out.send(sum);
    }

    /** More goroutines at once than a run queue holds. */
    static void spawnStorm(Round round, SplittableRandom r) {
        int n = 200 + r.nextInt(5000);
        boolean waits = r.nextBoolean();
        AtomicInteger ran = new AtomicInteger();
        round.someone("storm", r, () -> {
            WaitGroup all = new WaitGroup();
            Chan<Integer> start = Chan.make();
            for (int i = 0; i < n; i++) {
                all.go(() -> {
                    if (waits) {
                        start.receive();
                    }
                    ran.incrementAndGet();
                    progress();
                });
            }
            start.close();
            all.await();
            check(ran.get() == n, "spawnStorm: " + ran + " of " + n);
        });
    }

    static void gosched(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(20);
        int times = 50 + r.nextInt(1000);
        for (int k = 0; k < n; k++) {
            boolean jdk = r.nextInt(3) == 0;
            round.go("gosched", () -> {
                for (int i = 0; i < times; i++) {
                    if (jdk) {
                        Thread.yield();
                    } else {
                        Go4j.gosched();
                    }
                    progress();
                }
            });
        }
    }

    /** Rounds of add, done and await; the awaiting goroutine must come out each time. */
    static void waitGroup(Round round, SplittableRandom r) {
        int rounds = 20 + r.nextInt(300);
        int n = 1 + r.nextInt(8);
        boolean outside = r.nextInt(4) == 0;
        round.someone("wait-group", r, () -> {
            int[] sum = {0};
            for (int i = 0; i < rounds; i++) {
                WaitGroup wg = new WaitGroup();
                AtomicInteger done = new AtomicInteger();
                wg.add(n);
                for (int k = 0; k < n; k++) {
                    if (outside && k == 0 && i % 16 == 0) {
                        round.thread("done", () -> {
                            done.incrementAndGet();
                            wg.done();
                        });
                    } else {
                        Go4j.go(() -> {
                            done.incrementAndGet();
                            wg.done();
                        });
                    }
                }
                Go4j.go(() -> wg.await()); // a second one who waits
                wg.await();
                check(done.get() == n, "waitGroup: came out after " + done + " of " + n);
                sum[0] += n;
                progress();
            }
            check(sum[0] == n * rounds, "waitGroup: sum");
        });
    }

    static void mutex(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(12);
        int each = 50 + r.nextInt(1500);
        int yieldEvery = 1 + r.nextInt(40);
        Mutex mutex = new Mutex();
        int[] counter = {0};
        for (int k = 0; k < n; k++) {
            boolean tries = r.nextInt(6) == 0;
            round.someone("mutex", r, () -> {
                for (int i = 0; i < each; i++) {
                    if (tries) {
                        while (!mutex.tryLock()) {
                            giveWay();
                        }
                    } else {
                        mutex.lock();
                    }
                    counter[0]++;
                    if (i % yieldEvery == 0) {
                        Go4j.gosched();
                    } else if (i % 97 == 0) {
                        Go4j.sleep(Duration.ofNanos(10_000));
                    }
                    mutex.unlock();
                    progress();
                }
            });
        }
        round.atEnd(() -> check(counter[0] == n * each, "mutex: " + counter[0] + " of " + n * each));
    }

    /** A goroutine that computes: what it started must get another processor, if there is one (work conservation, W5). */
    static void hog(Round round, SplittableRandom r) {
        if (!GoRuntime.isFullMode() && GoRuntime.gomaxprocs() < 2) { // nobody hands a processor off there
            return;
        }
        int children = 1 + r.nextInt(3);
        round.go("hog", () -> {
            for (int i = 0; i < 5; i++) {
                AtomicInteger ran = new AtomicInteger();
                for (int k = 0; k < children; k++) {
                    Go4j.go(ran::incrementAndGet);
                }
                long begin = System.nanoTime();
                while (ran.get() < children) {
                    Thread.onSpinWait();
                    if (System.nanoTime() - begin > HOG_NANOS_MAX) {
                        round.fail("hog: " + (children - ran.get()) + " of " + children + " children did not run beside their parent; "
                                + "a processor stayed idle\n" + Innards.describe());
                        return;
                    }
                }
                progress();
            }
        });
    }

    private static final long HOG_NANOS_MAX = TimeUnit.SECONDS.toNanos(8);

    /** One value now and then from a platform thread to goroutines that wait: each time from idle. */
    static void pokes(Round round, SplittableRandom r) {
        int times = 20 + r.nextInt(200);
        Chan<Long> in = chanOf(r);
        Chan<Long> out = Chan.make();
        int relays = 1 + r.nextInt(4);
        for (int i = 0; i < relays; i++) {
            round.go("relay", () -> {
                for (long v : in) {
                    out.send(v);
                }
            });
        }
        SplittableRandom mine = r.split();
        round.thread("poker", () -> {
            for (int i = 0; i < times; i++) {
                in.send((long) i);
                Long v = out.receive();
                check(v != null && v == i, "pokes: " + v + " instead of " + i);
                progress();
                int pause = mine.nextInt(4);
                if (pause == 0) {
                    LockSupport.parkNanos(mine.nextInt(100_000));
                } else if (pause == 1) {
                    for (int spin = mine.nextInt(5000); spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                }
            }
            in.close();
        });
    }

    /** Waits of the JDK in goroutines: locks, monitors, latches, futures, timed parks. */
    static void jdkWaits(Round round, SplittableRandom r) {
        int n = 2 + r.nextInt(6);
        int each = 20 + r.nextInt(200);
        ReentrantLock lock = new ReentrantLock();
        Object monitor = new Object();
        long[] counters = {0, 0};
        CountDownLatch all = new CountDownLatch(n);
        for (int k = 0; k < n; k++) {
            SplittableRandom mine = r.split();
            round.someone("jdk-wait", r, () -> {
                for (int i = 0; i < each; i++) {
                    switch (mine.nextInt(4)) {
                        case 0 -> {
                            lock.lock();
                            counters[0]++;
                            Go4j.gosched();
                            lock.unlock();
                        }
                        case 1 -> {
                            synchronized (monitor) {
                                counters[1]++;
                                if (i % 8 == 0) {
                                    Go4j.gosched();
                                }
                            }
                        }
                        case 2 -> LockSupport.parkNanos(mine.nextInt(100_000));
                        default -> {
                            CompletableFuture<Integer> f = new CompletableFuture<>();
                            Go4j.go(() -> f.complete(1));
                            check(f.get() == 1, "jdkWaits: future");
                        }
                    }
                    progress();
                }
                all.countDown();
                all.await();
            });
        }
    }

    /** Virtual threads of the JDK, started by a goroutine and by a platform thread, talk to goroutines. */
    static void jdkThreads(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(20);
        int each = 10 + r.nextInt(100);
        Chan<Integer> ch = chanOf(r);
        AtomicLong sum = new AtomicLong();
        round.someone("jdk-threads", r, () -> {
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                started.add(Thread.startVirtualThread(() -> {
                    for (int v = 1; v <= each; v++) {
                        ch.send(v);
                        progress();
                    }
                }));
            }
            for (Thread t : started) {
                t.join();
            }
            ch.close();
        });
        round.go("jdk-sum", () -> {
            for (int v : ch) {
                sum.addAndGet(v);
            }
        });
        long expected = (long) n * each * (each + 1) / 2;
        round.atEnd(() -> check(sum.get() == expected, "jdkThreads: " + sum + " instead of " + expected));
    }

    /** A pair that readies each other for ever must not keep a third goroutine from running (time slices). */
    static void starve(Round round, SplittableRandom r) {
        Chan<Integer> a = Chan.make();
        Chan<Integer> b = Chan.make();
        AtomicBoolean ran = new AtomicBoolean();
        long end = System.nanoTime() + HOG_NANOS_MAX;
        int pause = r.nextInt(4) == 0 ? 5 : 0;
        round.go("starve", () -> {
            Go4j.sleep(Duration.ofMillis(pause));
            Go4j.go(() -> {
                for (int v : a) {
                    b.send(v);
                }
            });
            Go4j.go(() -> ran.set(true));
            Go4j.go(() -> {}); // pushes the one before it out of runnext
            while (!ran.get()) {
                if (System.nanoTime() > end) {
                    round.fail("starve: a ping-pong pair kept a third goroutine from running");
                    break;
                }
                a.send(1);
                b.receive();
            }
            progress();
            a.close();
        });
    }
}
