// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.ChannelLoads.allOnce;
import static io.go4j.stress.ChannelLoads.chanOf;
import static io.go4j.stress.Round.giveWay;
import static io.go4j.stress.Round.progress;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Loads of select. */
final class SelectLoads {
    private SelectLoads() {}

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
}
