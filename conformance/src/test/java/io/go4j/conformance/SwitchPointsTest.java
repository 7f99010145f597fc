// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoInterruptedException;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Metric;
import io.go4j.sync.Cond;
import io.go4j.sync.ErrGroup;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.RWMutex;
import io.go4j.sync.Semaphore;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int TRIES = 200;

    /** What the goroutine does, and what the one behind it does when it gets its turn. */
    private record Place(GoBody act, GoBody other) {}

    private static final Map<String, Supplier<Place>> WAITS = new LinkedHashMap<>();
    private static final Map<String, Supplier<Place>> BLOCKS = new LinkedHashMap<>();
    private static final Map<String, Supplier<Place>> GOES_ON = new LinkedHashMap<>();
    private static final Map<String, Supplier<GoBody>> GIVES_WAY = new LinkedHashMap<>();
    private static final Map<String, Supplier<GoBody>> FOR_LONG = new LinkedHashMap<>();

    private static void waits(String name, Supplier<Place> place) {
        WAITS.put(name, place);
    }

    /** The act ends only by an interrupt. */
    private static void waitsForEver(String name, ThrowingCallable act) {
        waits(name, () -> {
            var me = Thread.currentThread();
            return new Place(() -> {
                assertThatThrownBy(act).isInstanceOf(GoInterruptedException.class);
                Thread.interrupted();
            }, me::interrupt);
        });
    }

    private static void blocks(String name, Supplier<Place> place) {
        BLOCKS.put(name, place);
    }

    private static void goesOn(String name, Supplier<GoBody> act) {
        GOES_ON.put(name, () -> new Place(act.get(), () -> {}));
    }

    static {
        channelsThatWait();
        selectsThatWait();
        groupsAndLocks();
        conditionsAndSharedLocks();
        limits();
        timeAndYield();
        waitsOfTheJdk();
        waitsForProcesses();
        blockedThreads();
        lockedThreads();
        whatDoesNotWait();
        whatGivesWay();
        whatTakesLong();
    }

    private static void channelsThatWait() {
        waits("receive from an empty channel", () -> {
            var c = Chan.<Integer>make(1);
            return new Place(c::receive, () -> c.send(1));
        });
        waits("unbuffered send", () -> {
            var c = Chan.<Integer>make();
            return new Place(() -> c.send(1), c::receive);
        });
        waits("send to a full channel", () -> {
            var c = Chan.<Integer>make(1);
            c.send(1);
            return new Place(() -> c.send(2), c::receive);
        });
        waitsForEver("receive from the nil channel", () -> Chan.<Integer>nil().receive());
        waitsForEver("send to the nil channel", () -> Chan.<Integer>nil().send(1));
    }

    private static void selectsThatWait() {
        waits("select without a ready case", () -> {
            var c = Chan.<Integer>make();
            return new Place(() -> select(c.receiving(), Chan.<Integer>nil().receiving()), () -> c.send(1));
        });
        waitsForEver("select without cases", () -> Go4j.<Void>select());
    }

    private static void groupsAndLocks() {
        waits("WaitGroup.await", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            return new Place(wg::await, wg::done);
        });
        waits("Mutex.lock of a locked mutex", () -> {
            var mu = new Mutex();
            mu.lock();
            return new Place(mu::lock, mu::unlock);
        });
        waits("Once that another goroutine runs", () -> {
            var once = new Once();
            var inside = Chan.<Unit>make();
            var c = Chan.<Unit>make();
            go(() -> once.run(() -> {
                inside.send(Unit.UNIT);
                c.receive();
            }));
            inside.receive();
            return new Place(() -> once.run(() -> {}), () -> c.send(Unit.UNIT));
        });
    }

    private static void conditionsAndSharedLocks() {
        waits("Cond.await", () -> {
            var mu = new Mutex();
            var cond = new Cond(mu);
            var told = new AtomicBoolean();
            return new Place(() -> {
                mu.lock();
                while (!told.get()) {
                    cond.await();
                }
                mu.unlock();
            }, () -> {
                mu.lock();
                told.set(true);
                cond.signal();
                mu.unlock();
            });
        });
        waits("RWMutex.rLock behind a writer", () -> {
            var rw = new RWMutex();
            rw.lock();
            return new Place(rw::rLock, rw::unlock);
        });
        waits("RWMutex.lock behind a reader", () -> {
            var rw = new RWMutex();
            rw.rLock();
            return new Place(rw::lock, rw::rUnlock);
        });
    }

    private static void limits() {
        waits("Semaphore.acquire of what is taken", () -> {
            var taken = new Semaphore(1);
            taken.acquire();
            return new Place(taken::acquire, taken::release);
        });
        waits("ErrGroup.go at its limit", () -> {
            var group = new ErrGroup();
            group.setLimit(1);
            var let = Chan.<Unit>make();
            group.go(let::receive);
            return new Place(() -> {
                group.go(() -> {});
                group.await();
            }, () -> let.send(Unit.UNIT));
        });
    }

    private static void timeAndYield() {
        waits("sleep", () -> new Place(() -> sleep(SHORT), () -> {}));
        waits("receive from a timer", () -> new Place(() -> Timer.of(SHORT).channel().receive(), () -> {}));
        waits("gosched", () -> new Place(() -> gosched(), () -> {}));
        waits("Thread.yield", () -> new Place(Thread::yield, () -> {}));
    }

    private static void waitsOfTheJdk() {
        waits("LockSupport.park", () -> {
            var me = Thread.currentThread();
            return new Place(LockSupport::park, () -> LockSupport.unpark(me));
        });
        waits("ReentrantLock", () -> {
            var lock = new ReentrantLock();
            var held = Chan.<Unit>make();
            var let = Chan.<Unit>make();
            go(() -> {
                lock.lock();
                held.send(Unit.UNIT);
                let.receive();
                lock.unlock();
            });
            held.receive();
            return new Place(lock::lock, () -> let.send(Unit.UNIT));
        });
        waits("synchronized", () -> {
            var monitor = new Object();
            var held = Chan.<Unit>make();
            var let = Chan.<Unit>make();
            go(() -> {
                synchronized (monitor) {
                    held.send(Unit.UNIT);
                    let.receive();
                }
            });
            held.receive();
            return new Place(() -> {
                synchronized (monitor) {
                    held.close();
                }
            }, () -> let.send(Unit.UNIT));
        });
        waits("Object.wait", () -> {
            var monitor = new Object();
            var told = new AtomicBoolean();
            return new Place(() -> {
                synchronized (monitor) {
                    while (!told.get()) {
                        monitor.wait();
                    }
                }
            }, () -> {
                synchronized (monitor) {
                    told.set(true);
                    monitor.notifyAll();
                }
            });
        });
        waits("a future", () -> {
            var future = new CompletableFuture<Integer>();
            return new Place(future::get, () -> future.complete(1));
        });
        waits("a blocking queue", () -> {
            var queue = new LinkedBlockingQueue<Integer>();
            return new Place(queue::take, () -> queue.add(1));
        });
        waits("Thread.sleep", () -> new Place(() -> Thread.sleep(SHORT), () -> {}));
        waits("a socket", () -> {
            ServerSocket server = listen();
            return new Place(() -> {
                server.accept().close();
                server.close();
            }, () -> new Socket(server.getInetAddress(), server.getLocalPort()).close());
        });
    }

    private static void waitsForProcesses() {
        waits("the end of a process", () -> {
            Process cat = startCat();
            return new Place(cat::waitFor, () -> cat.getOutputStream().close());
        });
    }

    /** Ends when its input does. */
    private static Process startCat() {
        try {
            return new ProcessBuilder("cat").start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void blockedThreads() {
        var until = new AtomicBoolean();
        blocks("a native call", () -> {
            until.set(false);
            return new Place(() -> {
                while (!until.get()) {
                    Native.usleep(5000);
                }
            }, () -> until.set(true));
        });
        blocks("an announced native call", () -> {
            until.set(false);
            return new Place(() -> {
                while (!until.get()) {
                    GoRuntime.blocking(() -> {
                        Native.usleep(5000);
                        return Unit.UNIT;
                    });
                }
            }, () -> until.set(true));
        });
    }

    private static void lockedThreads() {
        waits("a locked goroutine that waits", () -> {
            var c = Chan.<Integer>make();
            return new Place(() -> {
                GoRuntime.lockOSThread();
                c.receive();
                GoRuntime.unlockOSThread();
            }, () -> c.send(1));
        });
    }

    private static void whatDoesNotWait() {
        goesOn("a go statement", () -> () -> go(() -> {}));
        goesOn("send and receive with a buffer", () -> {
            var c = Chan.<Integer>make(1);
            return () -> {
                c.send(1);
                c.receive();
            };
        });
        goesOn("close", () -> Chan.<Integer>make()::close);
        goesOn("trySend and tryReceive", () -> {
            var c = Chan.<Integer>make(1);
            return () -> {
                c.trySend(1);
                c.tryReceive();
            };
        });
        goesOn("select with a ready case", () -> {
            var c = Chan.<Integer>make(1);
            c.send(1);
            return () -> select(c.receiving(), Chan.<Integer>nil().receiving());
        });
        goesOn("select with default", () -> {
            var c = Chan.<Integer>make();
            return () -> select(c.onReceive(v -> {}), otherwise(() -> {}));
        });
        goesOn("Mutex.lock of a free mutex", () -> {
            var mu = new Mutex();
            return () -> {
                mu.lock();
                mu.unlock();
            };
        });
        goesOn("WaitGroup.done", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            return wg::done;
        });
        goesOn("sleep of nothing", () -> () -> sleep(Duration.ZERO));
        goesOn("setting a timer", () -> () -> Timer.of(Duration.ofHours(1)).stop());
        goesOn("lockOSThread and unlockOSThread", () -> () -> {
            GoRuntime.lockOSThread();
            GoRuntime.unlockOSThread();
        });
    }

    private static void whatGivesWay() {
        GIVES_WAY.put("go statements", () -> () -> go(() -> {}));
        GIVES_WAY.put("sends to a buffer", () -> {
            int size = 1000;
            var last = new AtomicReference<Chan<Integer>>(Chan.make(size));
            return () -> {
                Chan<Integer> c = last.get();
                if (c.len() == size) { // a receive would be another place
                    c = Chan.make(size);
                    last.set(c);
                }
                c.send(1);
            };
        });
        GIVES_WAY.put("receives from a closed channel", () -> {
            var c = Chan.<Integer>make();
            c.close();
            return c::receive;
        });
        GIVES_WAY.put("tries to send", () -> {
            var c = Chan.<Integer>make();
            return () -> c.trySend(1);
        });
        GIVES_WAY.put("tries to receive", () -> Chan.<Integer>make()::tryReceive);
        GIVES_WAY.put("selects with a ready case", () -> {
            var c = Chan.<Integer>make();
            c.close();
            return () -> select(c.receiving(), Chan.<Integer>nil().receiving());
        });
        GIVES_WAY.put("selects with default", () -> {
            var c = Chan.<Integer>make();
            return () -> select(c.onReceive(v -> {}), otherwise(() -> {}));
        });
    }

    private static void whatTakesLong() {
        FOR_LONG.put("locking and unlocking", () -> {
            var mu = new Mutex();
            return () -> {
                mu.lock();
                mu.unlock();
            };
        });
        FOR_LONG.put("computing", () -> Thread::onSpinWait);
        FOR_LONG.put("computing while locked to a thread", () -> () -> {
            GoRuntime.lockOSThread();
            Thread.onSpinWait();
            GoRuntime.unlockOSThread();
        });
        FOR_LONG.put("file I/O", () -> () -> Files.exists(Path.of("/")));
        FOR_LONG.put("collections", () -> System::gc);
    }

    static Stream<String> namesOfWaits() {
        return WAITS.keySet().stream();
    }

    static Stream<String> namesOfBlocks() {
        return BLOCKS.keySet().stream();
    }

    static Stream<String> namesOfGoesOn() {
        return GOES_ON.keySet().stream();
    }

    static Stream<String> namesOfGivesWay() {
        return GIVES_WAY.keySet().stream();
    }

    static Stream<String> namesOfForLong() {
        return FOR_LONG.keySet().stream();
    }

    /**
     * What the goroutine behind saw.
     *
     * @param came it ran before the other was through
     * @param handedOff a processor had been handed off when it ran
     */
    private record Turn(boolean came, boolean handedOff) {}

    private static Turn turnOfOther(Supplier<Place> maker) {
        var turn = new AtomicReference<>(new Turn(false, false));
        Goroutines.runWithProcs(1, () -> {
            Place place = maker.get();
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

    private static void oneTurn(Supplier<Place> maker, Turn expected) {
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
        oneTurn(WAITS.get(place), new Turn(true, false));
    }

    /** The thread is kept here, so the one behind gets the processor by a hand-off. */
    @ParameterizedTest
    @MethodSource("namesOfBlocks")
    void blocks(String place) {
        oneTurn(BLOCKS.get(place), new Turn(true, true));
    }

    /** The goroutine goes on here, unless its slice happens to be over, or the machine is so busy that its processor is handed off. */
    @ParameterizedTest
    @MethodSource("namesOfGoesOn")
    void goesOn(String place) {
        oneTurn(GOES_ON.get(place), new Turn(false, false));
    }

    /**
     * Who does nothing else for long gives way when its slice is over. Others would run beside it all the same, for its processor is
     * handed off; but one that does not give way never comes to stand on a queue.
     */
    @ParameterizedTest
    @MethodSource("namesOfGivesWay")
    void givesWay(String what) {
        GoBody act = GIVES_WAY.get(what).get();
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
        GoBody act = FOR_LONG.get(what).get();
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

    /** A thousand goroutines that only yield: each gets its turns, and a timer goes off among them. */
    @Test
    @Tag("TN-5")
    void timerAmongSpinners() {
        Goroutines.runWithProcs(1, () -> {
            int n = 1000;
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
            int[] seen = IntStream.range(0, n).map(turns::get).toArray();
            after(Duration.ofMillis(10)).receive();
            gosched();
            stop.set(true);
            wg.await();
            assertThat(seen).as("turns at the first timer").doesNotContain(0);
            assertThat(IntStream.range(0, n).filter(i -> turns.get(i) == seen[i])).as("without a turn between the timers").isEmpty();
        });
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
