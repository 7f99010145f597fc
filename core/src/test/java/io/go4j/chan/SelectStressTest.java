// SPDX-License-Identifier: Apache-2.0
package io.go4j.chan;

import static io.go4j.chan.ChanStressTest.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Case;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.chan.ChanStressTest.Crowd;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Selects of all kinds under load. The long version is in the module stress. */
@Tag("stress")
class SelectStressTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1000) * Integer.getInteger("go4j.stress", 1);

    @Test
    void allKindsMixed() throws InterruptedException {
        repeat(NANOS, "mixed select", (r, what) -> {
            int senders = 1 + r.nextInt(4);
            int each = 1 + r.nextInt(300);
            List<Chan<Integer>> chans = new ArrayList<>();
            for (int i = 1 + r.nextInt(4); i > 0; i--) {
                chans.add(Chan.make(r.nextInt(3)));
            }
            Chan<Integer> done = Chan.make();
            AtomicIntegerArray seen = new AtomicIntegerArray(senders * each);
            WaitGroup sending = new WaitGroup();
            sending.add(senders);
            Crowd crowd = new Crowd();
            for (int s = 0; s < senders; s++) {
                int from = s * each;
                SplittableRandom mine = r.split();
                crowd.either(r.nextInt(6) == 0, () -> {
                    for (int i = 0; i < each; ) {
                        i += sendSomewhere(chans, from + i, mine) ? 1 : 0;
                    }
                    sending.done();
                });
            }
            for (int k = 1 + r.nextInt(4); k > 0; k--) {
                crowd.either(r.nextInt(6) == 0, () -> receiveUntil(done, chans, seen));
            }
            crowd.go(() -> {
                sending.await();
                done.close();
            });
            crowd.await(what);
            for (Chan<Integer> ch : chans) {
                for (Integer v = ch.tryReceive(); v != null; v = ch.tryReceive()) {
                    seen.incrementAndGet(v);
                }
            }
            for (int i = 0; i < seen.length(); i++) {
                assertThat(seen.get(i)).as(what + ", value " + i).isEqualTo(1);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static boolean sendSomewhere(List<Chan<Integer>> chans, int v, SplittableRandom r) {
        List<Case<Boolean>> cases = new ArrayList<>();
        for (Chan<Integer> ch : chans) {
            cases.add(ch.sending(v).map(() -> true).when(r.nextInt(4) != 0)); // switched off: the nil channel
        }
        cases.add(chans.getFirst().sending(v).map(() -> true)); // perhaps the same channel twice
        int more = r.nextInt(5);
        if (more == 0) {
            cases.add(Go4j.otherwiseGet(() -> {
                Go4j.gosched();
                return false;
            }));
        } else if (more == 1) {
            cases.add(Go4j.after(Duration.ofNanos(r.nextInt(200_000))).receiving().map(t -> false));
        }
        return Go4j.select(cases.toArray(Case[]::new)) == Boolean.TRUE;
    }

    @SuppressWarnings("unchecked")
    private static void receiveUntil(Chan<Integer> done, List<Chan<Integer>> chans, AtomicIntegerArray seen) {
        boolean[] stop = {false};
        List<Case<Void>> cases = new ArrayList<>();
        for (Chan<Integer> ch : chans) {
            cases.add(ch.onReceive(seen::incrementAndGet));
        }
        cases.add(done.onReceive(v -> stop[0] = true));
        Case<Void>[] array = cases.toArray(Case[]::new);
        while (!stop[0]) {
            Go4j.select(array);
        }
    }

    @Test
    void selectAgainstSelect() throws InterruptedException {
        repeat(NANOS, "select against select", (r, what) -> {
            int parties = 2 * (1 + r.nextInt(3));
            int each = 1 + r.nextInt(300);
            Chan<Integer> a = Chan.make(r.nextInt(2));
            Chan<Integer> b = Chan.make(r.nextInt(2));
            Chan<Integer> done = Chan.make();
            AtomicInteger sum = new AtomicInteger();
            AtomicInteger sending = new AtomicInteger(parties);
            Crowd crowd = new Crowd();
            for (int p = 0; p < parties; p++) {
                Chan<Integer> out = p % 2 == 0 ? a : b;
                Chan<Integer> in = p % 2 == 0 ? b : a;
                crowd.either(r.nextInt(6) == 0, () -> {
                    int[] left = {each};
                    boolean[] stop = {false};
                    while (!stop[0]) {
                        Go4j.select(
                                out.onSend(() -> 1, () -> {
                                            if (--left[0] == 0 && sending.decrementAndGet() == 0) {
                                                done.close();
                                            }
                                        })
                                        .when(left[0] > 0),
                                in.onReceive(sum::addAndGet),
                                done.onReceive(v -> stop[0] = true));
                    }
                });
            }
            crowd.await(what);
            int leftOver = a.len() + b.len();
            assertThat(sum.get() + leftOver).as(what).isEqualTo(parties * each);
        });
    }

    @Test
    void closeDecidesEverySelectOnce() throws InterruptedException {
        repeat(NANOS, "close against select", (r, what) -> {
            Chan<Integer> a = Chan.make();
            Chan<Integer> b = Chan.make();
            AtomicInteger ended = new AtomicInteger();
            int n = 1 + r.nextInt(40);
            Crowd crowd = new Crowd();
            for (int i = 0; i < n; i++) {
                crowd.go(() -> {
                    Go4j.select(a.onReceive(v -> {}), b.onReceive(v -> {}));
                    ended.incrementAndGet();
                });
            }
            crowd.thread(a::close);
            crowd.go(b::close);
            crowd.await(what);
            assertThat(ended.get()).as(what).isEqualTo(n);
        });
    }
}
