// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Metric;
import io.go4j.sync.WaitGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where a goroutine can be exchanged for another, place by place as in {@code docs/switch-points.md}; not a file of Go's. In each test
 * another goroutine stands ready behind the one that comes to such a place, on one processor.
 */
@Tag("full-only") // it takes one processor
class SwitchPointsTest {
    private static final int TRIES = 200;

    static Stream<String> namesOfWaits() {
        return SwitchPlaces.WAITS.keySet().stream();
    }

    static Stream<String> namesOfBlocks() {
        return SwitchPlaces.BLOCKS.keySet().stream();
    }

    static Stream<String> namesOfGoesOn() {
        return SwitchPlaces.GOES_ON.keySet().stream();
    }

    static Stream<String> namesOfGivesWay() {
        return SwitchPlaces.GIVES_WAY.keySet().stream();
    }

    static Stream<String> namesOfForLong() {
        return SwitchPlaces.FOR_LONG.keySet().stream();
    }

    /**
     * What the goroutine behind saw.
     *
     * @param came it ran before the other was through
     * @param handedOff a processor had been handed off when it ran
     */
    private record Turn(boolean came, boolean handedOff) {}

    private static Turn turnOfOther(Supplier<SwitchPlaces.Place> maker) {
        var turn = new AtomicReference<>(new Turn(false, false));
        Goroutines.runWithProcs(1, () -> {
            SwitchPlaces.Place place = maker.get();
            gosched(); // a new slice begins, on a processor that is not handed off
            var ran = new AtomicReference<>(new Turn(false, false));
            long before = handoffs();
            var other = go(() -> {
                ran.set(new Turn(true, handoffs() != before));
                place.other().run();
            });
            place.act().run();
            turn.set(ran.get());
            Goroutines.untilDead(other);
        });
        return turn.get();
    }

    private static long handoffs() {
        return ((Metric.Count) GoRuntime.metrics().get("/go4j/sched/handoffs:events")).value();
    }

    private static void oneTurn(Supplier<SwitchPlaces.Place> maker, Turn expected) {
        Set<Turn> seen = new HashSet<>();
        for (int i = 0; i < TRIES && !seen.contains(expected); i++) {
            seen.add(turnOfOther(maker));
        }
        assertThat(seen).contains(expected);
    }

    /**
     * The goroutine waits here, so the one behind gets the processor; it is not handed off. Not every time: on a busy machine a sleep may
     * be over before it began, or a processor be handed off for want of a CPU, and whoever went to the end of the global queue comes first
     * at every 61st pick if nobody else stands there.
     */
    @ParameterizedTest
    @MethodSource("namesOfWaits")
    void waits(String place) {
        oneTurn(SwitchPlaces.WAITS.get(place), new Turn(true, false));
    }

    /** The thread is kept here, so the one behind gets the processor by a hand-off. */
    @ParameterizedTest
    @MethodSource("namesOfBlocks")
    void blocks(String place) {
        oneTurn(SwitchPlaces.BLOCKS.get(place), new Turn(true, true));
    }

    /** The goroutine goes on here, unless its slice happens to be over, or the machine is so busy that its processor is handed off. */
    @ParameterizedTest
    @MethodSource("namesOfGoesOn")
    void goesOn(String place) {
        oneTurn(SwitchPlaces.GOES_ON.get(place), new Turn(false, false));
    }

    /**
     * Who does nothing else for long gives way when its slice is over. Others would run beside it all the same, for its processor is
     * handed off; but one that does not give way never comes to stand on a queue.
     */
    @ParameterizedTest
    @MethodSource("namesOfGivesWay")
    void givesWay(String what) {
        GoBody act = SwitchPlaces.GIVES_WAY.get(what).get();
        Goroutines.runWithProcs(1, () -> {
            int before = GoRuntime.numGoroutine();
            var acts = new AtomicLong();
            var stop = new AtomicBoolean();
            var active = go(() -> {
                while (!stop.get()) {
                    acts.incrementAndGet();
                    act.run();
                }
            });
            long end = System.nanoTime() + Goroutines.PATIENCE.toNanos() / 2;
            int times = 0;
            for (int i = 0; i < 5; i++) { // once it may be for another reason: a goroutine that starts many others makes room for the JIT
                long seen = acts.get();
                while (acts.get() == seen && System.nanoTime() < end) {
                    gosched();
                }
                boolean queued = false;
                while (!queued && System.nanoTime() < end) { // without a switch, so that it has to wait for us once it has given way
                    queued = active.status() == GoroutineStatus.RUNNABLE;
                }
                times += queued ? 1 : 0;
            }
            stop.set(true);
            assertThat(times).as("times that it was seen on a queue").isEqualTo(5);
            Goroutines.until("ended", () -> GoRuntime.numGoroutine() <= before);
        });
    }

    /** Who does nothing else for long, and comes to no such place, has its processor handed off. */
    @ParameterizedTest
    @MethodSource("namesOfForLong")
    void forLong(String what) {
        GoBody act = SwitchPlaces.FOR_LONG.get(what).get();
        Goroutines.runWithProcs(1, () -> {
            var ran = new AtomicBoolean();
            int before = GoRuntime.numGoroutine();
            go(() -> ran.set(true));
            long end = System.nanoTime() + Goroutines.PATIENCE.toNanos() / 2;
            while (!ran.get() && System.nanoTime() < end) {
                act.run();
            }
            assertThat(ran.get()).as("the other goroutine ran").isTrue();
            Goroutines.until("ended", () -> GoRuntime.numGoroutine() <= before);
        });
    }

    /** Takes the thread along while it waits: the JVM cannot unmount a goroutine out of an initialiser. Once only, so it stands alone. */
    private static final class Initialised {
        static final int VALUE;

        static {
            VALUE = fromAnother();
        }
    }

    private static int fromAnother() { // not in Initialised, whose methods nobody else may call yet
        var c = Chan.<Integer>make();
        go(() -> c.send(1));
        return c.receive();
    }

    /** A goroutine that waits in the initialiser of a class keeps its thread; its processor is handed off. */
    @Test
    void classInitialiser() {
        Goroutines.runWithProcs(1, () -> assertThat(Initialised.VALUE).isEqualTo(1));
    }

    /** One that is begun by one goroutine while another waits for its end. */
    private static final class InitialisedForTwo {
        static final int VALUE;

        static {
            BEGUN.send(Unit.UNIT);
            VALUE = VALUES.receive();
        }
    }

    private static final Chan<Unit> BEGUN = Chan.make();
    private static final Chan<Integer> VALUES = Chan.make();

    /** A goroutine that waits for a class which another one initialises keeps its thread too. */
    @Test
    void classThatAnotherInitialises() {
        Goroutines.runWithProcs(1, () -> {
            var c = Chan.<Integer>make(2);
            go(() -> c.send(InitialisedForTwo.VALUE));
            BEGUN.receive();
            var second = new AtomicBoolean();
            go(() -> {
                second.set(true);
                c.send(InitialisedForTwo.VALUE);
            });
            Goroutines.until("begun", second::get);
            VALUES.send(1);
            assertThat(c.receive() + c.receive()).isEqualTo(2);
        });
    }

    /** A goroutine that ends, or calls goexit, leaves the processor to the next. */
    @Test
    void end() {
        Goroutines.runWithProcs(1, () -> {
            var c = Chan.<Integer>make(2);
            go(() -> c.send(1));
            go(() -> {
                c.send(2);
                goexit();
            });
            assertThat(c.receive() + c.receive()).isEqualTo(3);
        });
    }

    /**
     * A thousand goroutines that only yield: each gets its turns, and a timer goes off among them. But where the operating system leaves
     * the
     * thread of one without a CPU for longer than a slice, its processor is handed off, so that the others need not wait for it; that one
     * has its next turn when its thread has a CPU again. So there may be as many without a turn as there were hand-offs, and no more.
     */
    @Test
    @Tag("TN-5")
    void timerAmongSpinners() {
        Goroutines.runWithProcs(1, () -> {
            int n = 1000;
            long before = handoffs();
            var turns = new AtomicIntegerArray(n);
            var stop = new AtomicBoolean();
            var wg = new WaitGroup();
            for (int i = 0; i < n; i++) {
                int me = i;
                wg.go(() -> {
                    while (!stop.get()) {
                        turns.incrementAndGet(me);
                        gosched();
                    }
                });
            }
            after(Duration.ofMillis(10)).receive();
            gosched(); // behind all of them
            int[] first = snapshot(turns);
            long partedAtFirst = handoffs() - before;
            after(Duration.ofMillis(10)).receive();
            gosched();
            int[] second = snapshot(turns);
            long parted = handoffs() - before;
            stop.set(true);
            wg.await();
            assertThat(IntStream.of(first).filter(t -> t == 0).count()).as("without a turn at the first timer").isLessThanOrEqualTo(
                    partedAtFirst);
            assertThat(IntStream.range(0, n).filter(i -> first[i] == second[i]).count()).as("without a turn between the timers")
                    .isLessThanOrEqualTo(parted);
        });
    }

    private static int[] snapshot(AtomicIntegerArray turns) {
        return IntStream.range(0, turns.length()).map(turns::get).toArray();
    }

    /** The table names each of these, and nothing else. */
    @Test
    void table() throws IOException {
        Path doc = Stream.of("docs", "../docs").map(d -> Path.of(d, "switch-points.md")).filter(Files::exists).findFirst().orElseThrow();
        Set<String> listed = Pattern.compile("`((waits|blocks|goesOn|givesWay|forLong): [^`]+)`").matcher(Files.readString(doc)).results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tested = new TreeSet<>();
        namesOfWaits().forEach(n -> tested.add("waits: " + n));
        namesOfBlocks().forEach(n -> tested.add("blocks: " + n));
        namesOfGoesOn().forEach(n -> tested.add("goesOn: " + n));
        namesOfGivesWay().forEach(n -> tested.add("givesWay: " + n));
        namesOfForLong().forEach(n -> tested.add("forLong: " + n));
        assertThat(listed).isEqualTo(tested);
    }
}
