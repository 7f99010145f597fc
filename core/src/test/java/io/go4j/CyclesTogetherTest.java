// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitCycle;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several cycles at a time, chains that hang off them, others who wait for the end of it: each line names who really holds the lock. */
@Tag("full-only") // elsewhere the collector is not asked
class CyclesTogetherTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Waits for the group that all others are in. */
    private static final int GROUP = -1;

    /** Waits for a value that any of the others would send. */
    private static final int CHANNEL = -2;

    private static final long SEED = System.nanoTime();

    @AfterEach
    void nothingStays() {
        GoRuntime.reclaimLeaks();
        InGoroutine.await(() -> GoRuntime.numGoroutine() == 0);
    }

    /**
     * Starts goroutines of which each holds a lock of its own, and number i waits for that of number {@code target[i]}, or for what the
     * others would do after that.
     */
    private static List<Goroutine> start(int[] target, Supplier<Lock> make) {
        int n = target.length;
        List<Lock> locks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            locks.add(make.get());
        }
        var allHaveTheirs = new WaitGroup();
        allHaveTheirs.add(n);
        var past = new AtomicInteger();
        var end = new WaitGroup();
        end.add(n);
        var values = Chan.<Integer>make();
        List<Goroutine> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Lock mine = locks.get(i);
            int awaited = target[i];
            all.add(go(() -> {
                mine.lock();
                allHaveTheirs.done();
                allHaveTheirs.await();
                past.incrementAndGet();
                switch (awaited) {
                    case GROUP -> end.await();
                    case CHANNEL -> values.receive();
                    default -> locks.get(awaited).lock();
                }
                end.done();
                values.send(1);
                locks.forEach(Lock::unlock);
            }));
        }
        InGoroutine.await(() -> past.get() == n && all.stream().allMatch(g -> g.status() == GoroutineStatus.WAITING));
        return all;
    }

    private static Set<Set<Long>> trueCycles(int[] target, List<Goroutine> all) {
        Set<Set<Long>> cycles = new HashSet<>();
        for (int i = 0; i < target.length; i++) {
            Set<Long> on = new TreeSet<>();
            int at = i;
            while (at >= 0 && on.add(all.get(at).id())) {
                at = target[at];
            }
            if (at == i) {
                cycles.add(on);
            }
        }
        return cycles;
    }

    private static void check(int[] target, Supplier<Lock> make) {
        List<Goroutine> all = start(target, make);
        Map<Long, Long> holderOfAwaited = new HashMap<>();
        for (int i = 0; i < target.length; i++) {
            if (target[i] >= 0) {
                holderOfAwaited.put(all.get(i).id(), all.get(target[i]).id());
            }
        }
        for (int look = 0; look < 2; look++) { // the second finds what the first has let go and brought back
            List<WaitCycle> found = GoRuntime.checkDeadlock(LONG);
            String shape = Arrays.toString(target) + " seed " + SEED + " look " + look + "\n" + found;
            Set<Set<Long>> ofLocks = new HashSet<>();
            for (WaitCycle cycle : found) {
                for (WaitCycle.Link link : cycle.links()) {
                    Long holder = holderOfAwaited.get(link.goroutine().id());
                    assertThat(link.held()).as(shape).isEqualTo(holder != null);
                    if (holder != null) {
                        assertThat(link.other()).as(shape).isEqualTo(holder);
                    }
                }
                if (cycle.links().stream().allMatch(WaitCycle.Link::held)) {
                    ofLocks.add(new TreeSet<>(cycle.links().stream().map(l -> l.goroutine().id()).toList()));
                }
            }
            assertThat(ofLocks).as(shape).containsAll(trueCycles(target, all));
            assertThat(found).as(shape).isNotEmpty();
            assertThat(GoRuntime.checkDeadlock()).as(shape).hasSameSizeAs(trueCycles(target, all));
        }
        GoRuntime.reclaimLeaks();
    }

    @Test
    void shapes() {
        check(new int[] {GROUP, 2, 1}, Mutex::new); // main waits for two that wait for each other
        check(new int[] {GROUP, 2, 1, 1, 3}, Mutex::new); // with a chain of two behind one of them
        check(new int[] {1, 0, 3, 4, 2, CHANNEL, GROUP}, Mutex::new); // two cycles
        check(new int[] {1, 0, 0, 1, 2, 3}, Mutex::new); // a tree hangs off a cycle
        check(new int[] {GROUP, 2, 1, 1}, ReentrantLock::new);
        check(new int[] {0, 1, 0, CHANNEL}, Mutex::new); // each locks twice what it holds
        check(new int[] {CHANNEL, 0, 1, 2, GROUP, 4}, Mutex::new); // chains without a cycle of locks
    }

    @Test
    void randomShapes() {
        var random = new Random(SEED);
        for (int i = 0; i < 15 * Integer.getInteger("go4j.stress", 1); i++) {
            int[] target = new int[2 + random.nextInt(6)];
            Arrays.setAll(target, k -> random.nextInt(-2, target.length));
            if (Arrays.stream(target).allMatch(t -> t < 0)) {
                target[0] = 1;
            }
            boolean lockTwice = IntStream.range(0, target.length).anyMatch(k -> target[k] == k); // which a ReentrantLock lets its holder do
            check(target, !lockTwice && random.nextInt(4) == 0 ? ReentrantLock::new : Mutex::new);
        }
    }
}
