// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.gosched;
import static org.assertj.core.api.Assertions.fail;

import io.go4j.Chan;
import io.go4j.Goroutine;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The order in which Go runs goroutines on one processor, as seen with Go 1.26; not a file of Go's. */
@Tag("full-only")
class GoldenTracesTest {
    /**
     * One processor, and all switches are at calls that wait; but on a busy machine a time slice may end in the middle of a scenario, or
     * the processor may be handed off because its thread did not get on. That spoils the order, in Go too. So a scenario is repeated until
     * nobody has disturbed it.
     */
    private static final int TRIES = 200;

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>()); // two append at once if disturbed

    private interface Scenario {
        void run(WaitGroup wg);
    }

    /** Runs {@code scenario} on one processor until its trace is as wanted. */
    private void golden(Scenario scenario, List<?> wanted) {
        golden(scenario, trace -> trace.equals(wanted));
    }

    private void golden(Scenario scenario, Predicate<List<Object>> wanted) {
        List<List<Object>> others = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            trace.clear();
            Goroutines.runWithProcs(1, () -> {
                var wg = new WaitGroup();
                gosched(); // a new slice begins
                scenario.run(wg);
                wg.await();
            });
            if (wanted.test(List.copyOf(trace))) {
                return;
            }
            others.add(List.copyOf(trace));
        }
        fail("not once in %d tries; the first ones: %s", TRIES, others.subList(0, 5));
    }

    private void trace(WaitGroup wg, Object what) {
        wg.go(() -> trace.add(what));
    }

    /** The newest goroutine runs first, the others in the order of their start. */
    @Test
    @Tag("GO-8")
    void spawnTen() {
        golden(wg -> {
            for (int i = 0; i < 10; i++) {
                trace(wg, i);
            }
        }, List.of(9, 0, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    /** Starting a goroutine does not interrupt the one that starts it. */
    @Test
    @Tag("GO-2")
    void spawnInTheMiddle() {
        golden(wg -> {
            wg.go(() -> {
                trace.add("A1");
                trace(wg, "C");
                trace.add("A2");
            });
            trace(wg, "B");
        }, List.of("B", "A1", "A2", "C"));
    }

    /** Starts five goroutines that receive, one after another, so that they wait in the order of their numbers. */
    private List<Goroutine> receivers(WaitGroup wg, Chan<Integer> c) {
        List<Goroutine> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int me = i;
            waiting.add(wg.go(() -> {
                Integer v = c.receive();
                trace.add(v == null ? me : List.of(me, v));
            }));
            Goroutines.untilWaiting(waiting.getLast(), WaitReason.CHAN_RECEIVE);
        }
        return waiting;
    }

    /** Close readies the receivers last first, each through {@code runnext}: the first one runs first, then from the last to the second. */
    @Test
    @Tag("CH-24")
    void closeWakes() {
        golden(wg -> {
            var c = Chan.<Integer>make();
            receivers(wg, c);
            c.close();
        }, List.of(0, 4, 3, 2, 1));
    }

    /** A broadcast readies in the order of waiting, each through {@code runnext}: the last one runs first, then the others in order. */
    @Test
    @Tag("CO-2")
    void broadcastWakes() {
        golden(wg -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            for (int i = 0; i < 5; i++) {
                int me = i;
                Goroutines.untilWaiting(wg.go(() -> {
                    mu.lock();
                    cond.await();
                    trace.add(me);
                    mu.unlock();
                }), WaitReason.COND_WAIT);
            }
            cond.broadcast();
        }, List.of(4, 0, 1, 2, 3));
    }

    /** Receivers are served in the order in which they came; the one served last runs first. */
    @Test
    @Tag("CH-27")
    void sendsServeInOrder() {
        golden(wg -> {
            var c = Chan.<Integer>make();
            receivers(wg, c);
            for (int i = 0; i < 5; i++) {
                c.send(i);
            }
        }, List.of(List.of(4, 4), List.of(0, 0), List.of(1, 1), List.of(2, 2), List.of(3, 3)));
    }

    /** gosched goes to the end of the global queue: the goroutines take turns. */
    @Test
    @Tag("RQ-5")
    void goschedTakesTurns() {
        golden(wg -> {
            for (int i = 0; i < 3; i++) {
                int me = i;
                wg.go(() -> {
                    for (int j = 0; j < 3; j++) {
                        trace.add(me);
                        gosched();
                    }
                });
            }
        }, List.of(2, 0, 1, 2, 0, 1, 2, 0, 1));
    }

    /** Who hands a value to a waiting receiver keeps the processor. */
    @Test
    @Tag("CH-29")
    void senderKeepsProcessor() {
        golden(wg -> {
            var c = Chan.<Unit>make();
            Goroutine receiver = wg.go(() -> {
                c.receive();
                trace.add("r-got");
            });
            Goroutines.untilWaiting(receiver, WaitReason.CHAN_RECEIVE);
            trace.add("s-before");
            c.send(Unit.UNIT);
            trace.add("s-after");
        }, List.of("s-before", "s-after", "r-got"));
    }

    /**
     * 300 goroutines overflow the local queue. The newest first; then what stayed in the local queue, with one of the global queue in at
     * each 61st turn;
     * then the rest of the global queue; the one that found the local queue full is the last.
     */
    @Test
    @Tag("RQ-1")
    @Tag("RQ-4")
    void overflow() {
        golden(wg -> {
            for (int i = 0; i < 300; i++) {
                trace(wg, i);
            }
        }, GoldenTracesTest::isOverflow);
    }

    private static boolean isOverflow(List<Object> trace) {
        List<Object> local = new ArrayList<>();
        IntStream.rangeClosed(128, 298).filter(i -> i != 256).forEach(local::add);
        List<Object> global = new ArrayList<>();
        IntStream.rangeClosed(0, 127).forEach(global::add);
        global.add(256);

        List<Object> rest = trace.subList(1, trace.size());
        int end = rest.indexOf(298);
        List<Integer> insertions = IntStream.range(0, end).filter(i -> global.contains(rest.get(i))).boxed().toList();
        boolean every61 = true;
        for (int i = 1; i < insertions.size(); i++) {
            every61 &= insertions.get(i) - insertions.get(i - 1) == 61;
        }
        return trace.getFirst().equals(299)
                && rest.stream().filter(local::contains).toList().equals(local)
                && rest.stream().filter(global::contains).toList().equals(global)
                && (insertions.size() == 2 || insertions.size() == 3)
                && every61;
    }
}
