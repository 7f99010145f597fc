// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwise;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.Unit;
import io.go4j.sched.RunQueue;
import io.go4j.sync.WaitGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: src/runtime/proc_test.go. */
class ProcTest {
    /** A goroutine that ends and leaves another like it, until told to stop. */
    private static void perpetuumMobile(Chan<Unit> stop) {
        select(stop.onReceive(u -> {}), otherwise(() -> go(() -> perpetuumMobile(stop))));
    }

    /** Collections and changes of GOMAXPROCS, each in a loop, while goroutines are born endlessly: no hang. */
    @Test
    @Tag("full-only")
    @Tag("STW-1")
    void TestStopTheWorldDeadlock() {
        Goroutines.runWithProcs(3, () -> {
            var wg = new WaitGroup();
            wg.go(() -> {
                for (int i = 0; i < Goroutines.scaled(30); i++) {
                    System.gc();
                }
            });
            wg.go(() -> {
                for (int i = 0; i < Goroutines.scaled(1000); i++) {
                    GoRuntime.gomaxprocs(2 + i % 3);
                }
            });
            var stop = Chan.<Unit>make(1);
            go(() -> perpetuumMobile(stop));
            wg.await();
            stop.send(Unit.UNIT);
            Goroutines.until("the signal was taken", () -> stop.len() == 0);
        });
    }

    /** A goroutine that polls a channel and yields in between lets others get at it. */
    @Test
    void TestYieldProgress() {
        for (int procs = 1; procs <= 2; procs++) {
            Goroutines.runWithProcs(procs, () -> {
                var c = Chan.<Boolean>make();
                var ack = Chan.<Boolean>make();
                go(() -> {
                    while (!select(c.receiving().map(v -> true), otherwiseGet(() -> false))) {
                        gosched();
                    }
                    ack.send(true);
                });
                sleep(Duration.ofMillis(10));
                c.send(true);
                ack.receive();
            });
        }
    }

    /** As many goroutines as there are processors hand a number round by spinning: all run at the same time. */
    @Test
    @Tag("full-only")
    void TestGoroutineParallelism() {
        assumeTrue(GoRuntime.numCPU() > 1, "needs two CPUs");
        int procs = 3;
        Goroutines.runWithProcs(procs, () -> {
            for (int i = 0; i < Goroutines.scaled(3); i++) {
                var done = new WaitGroup();
                var turn = new AtomicInteger();
                for (int p = 0; p < procs; p++) {
                    int me = p;
                    done.go(() -> takeTurns(turn, me, procs));
                }
                done.await();
            }
        });
    }

    private static void takeTurns(AtomicInteger turn, int me, int of) {
        for (int i = 0; i < 3; i++) {
            while (turn.get() != of * i + me) {
                Thread.onSpinWait();
            }
            turn.set(of * i + me + 1);
        }
    }

    /**
     * The same with goroutines started by goroutines, with idle machines around that are going to sleep, and with the network poller in
     * use.
     */
    @Test
    @Tag("full-only")
    void TestGoroutineParallelism2() {
        assumeTrue(GoRuntime.numCPU() > 1, "needs two CPUs");
        parallelism2(true, false);
        parallelism2(false, true);
        parallelism2(true, true);
    }

    private static void parallelism2(boolean load, boolean netpoll) {
        int procs = 4;
        Goroutines.runWithProcs(procs, () -> {
            for (int i = 0; i < Goroutines.scaled(3); i++) {
                if (load) {
                    awake(procs);
                }
                ServerSocket server = netpoll ? new ServerSocket(0, 1, InetAddress.getLoopbackAddress()) : null;
                try {
                    var turn = new AtomicInteger();
                    var done = new WaitGroup();
                    done.add(procs);
                    for (int p = 0; p < procs / 2; p++) {
                        int first = 2 * p;
                        go(() -> {
                            for (int p2 = 0; p2 < 2; p2++) {
                                int me = first + p2;
                                go(() -> {
                                    takeTurns(turn, me, procs);
                                    done.done();
                                });
                            }
                        });
                    }
                    done.await();
                } finally {
                    if (server != null) {
                        server.close();
                    }
                }
            }
        });
    }

    /** Returns when {@code procs} goroutines have run at the same time; their machines are about to go idle. */
    private static void awake(int procs) {
        var running = new AtomicInteger();
        var done = Chan.<Unit>make();
        for (int p = 0; p < procs; p++) {
            go(() -> {
                if (running.incrementAndGet() == procs) {
                    done.send(Unit.UNIT);
                }
                while (running.get() < procs) {
                    Thread.onSpinWait();
                }
            });
        }
        done.receive();
    }

    /** A timer goes off though goroutines keep the processors busy by handing each other values all the time. */
    @Test
    @Tag("TN-5")
    void TestTimerFairness() {
        Goroutines.run(() -> {
            var done = Chan.<Unit>make();
            var c = Chan.<Boolean>make();
            var wg = new WaitGroup();
            for (int i = 0; i < 2; i++) {
                wg.go(() -> {
                    while (select(c.sending(true).map(() -> true), done.receiving().map(u -> false))) {
                        // sent
                    }
                });
            }
            var timer = after(Duration.ofMillis(20));
            while (select(c.receiving(), timer.receiving().map(t -> false))) {
                // received
            }
            done.close();
            wg.await();
        });
    }

    /** The same with a timer in each of two goroutines that serve each other, with a system call in each turn. */
    @Test
    @Tag("TN-5")
    void TestTimerFairness2() {
        Goroutines.run(() -> {
            var c = Chan.<Boolean>make();
            var wg = new WaitGroup();
            for (int i = 0; i < 2; i++) {
                wg.go(() -> {
                    var timer = after(Duration.ofMillis(20));
                    while (select(c.sending(true).map(() -> true), c.receiving(), timer.receiving().map(t -> false))) {
                        Native.usleep(0);
                    }
                });
            }
            wg.await();
        });
    }

    /** A new program has one goroutine; later the count is that of the stacks in a dump. */
    @Test
    void TestNumGoroutine() {
        assertThat(Program.run("NumGoroutine").stdout()).isEqualTo("1\n");
        Goroutines.run(() -> {
            var stop = Chan.<Unit>make();
            var wg = new WaitGroup();
            for (int i = 0; i < 10; i++) {
                wg.go(stop::receive);
            }
            Goroutines.until("equal", () -> {
                int n = GoRuntime.numGoroutine();
                return Pattern.compile("^goroutine ", Pattern.MULTILINE).matcher(GoRuntime.stack(true)).results().count() == n;
            });
            stop.close();
            wg.await();
        });
    }

    /** Of two pairs that play ping-pong on one processor, one doing a thousand times the work at each turn, neither starves the other. */
    @Test
    @Tag("full-only")
    @Tag("RQ-3")
    void TestPingPongHog() {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < 5; i++) { // who else uses the machine may disturb one measurement
            double ratio = hogsToLights();
            if (ratio > 1.0 / 20 && ratio < 20) {
                return;
            }
            ratios.add(ratio);
        }
        fail("hogs to lights: %s", ratios);
    }

    private static double hogsToLights() {
        var hogs = new AtomicLong();
        var lights = new AtomicLong();
        Goroutines.runWithProcs(1, () -> {
            var done = Chan.<Unit>make();
            List<Goroutine> players = new ArrayList<>();
            Chan<Unit> hogBall = pair(1_000_000, hogs, done, players);
            Chan<Unit> lightBall = pair(1000, lights, done, players);
            hogBall.send(Unit.UNIT);
            lightBall.send(Unit.UNIT);
            sleep(Duration.ofMillis(300));
            done.close();
            players.forEach(Goroutines::untilDead);
        });
        return (double) hogs.get() / lights.get();
    }

    private static Chan<Unit> pair(int work, AtomicLong count, Chan<Unit> done, List<Goroutine> players) {
        var ball = Chan.<Unit>make();
        for (int i = 0; i < 2; i++) {
            players.add(go(() -> {
                while (select(done.receiving().map(u -> false), ball.receiving().map(u -> true))) {
                    for (int j = 0; j < work; j++) {
                        count.setOpaque(count.getOpaque() + 1);
                    }
                    if (!select(done.receiving().map(u -> false), ball.sending(Unit.UNIT).map(() -> true))) {
                        return;
                    }
                }
            }));
        }
        return ball;
    }

    /** What is put into a local run queue comes out of it, in order, for every length. */
    @Test
    @Tag("full-only")
    @Tag("RQ-1")
    void TestSchedLocalQueue() {
        var queue = new RunQueue<Integer>();
        for (int n = 0; n <= 256; n++) {
            assertThat(queue.pop()).isNull();
            for (int i = 0; i < n; i++) {
                queue.push(i, batch -> {
                    throw new AssertionError("spilled " + batch);
                });
            }
            assertThat(queue.size()).isEqualTo(n);
            for (int i = 0; i < n; i++) {
                assertThat(queue.pop()).isEqualTo(i);
            }
            assertThat(queue.pop()).isNull();
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    /** A full queue gives up its older half and the new one, 129 in all. */
    @Test
    @Tag("full-only")
    @Tag("RQ-1")
    void localQueueSpillsHalf() {
        var queue = new RunQueue<Integer>();
        List<Integer> spilled = new ArrayList<>();
        for (int i = 0; i <= 256; i++) {
            queue.push(i, spilled::addAll);
        }
        assertThat(spilled).hasSize(129).startsWith(0, 1).endsWith(127, 256);
        assertThat(queue.size()).isEqualTo(128);
        assertThat(queue.pop()).isEqualTo(128);
    }

    /** A thief takes half of a queue, rounded up; nothing is lost, nothing is there twice. */
    @Test
    @Tag("full-only")
    @Tag("STEAL-3")
    void TestSchedLocalQueueSteal() {
        for (int n = 0; n <= 256; n++) {
            var victim = new RunQueue<Integer>();
            var thief = new RunQueue<Integer>();
            for (int i = 0; i < n; i++) {
                victim.push(i, batch -> {
                    throw new AssertionError("spilled " + batch);
                });
            }
            List<Integer> stolen = new ArrayList<>();
            Integer first = thief.stealHalfOf(victim);
            for (Integer g = first; g != null; g = thief.pop()) {
                stolen.add(g);
            }
            assertThat(stolen).hasSize(n - n / 2).doesNotHaveDuplicates().allMatch(g -> g < stolen.size());
            for (int i = stolen.size(); i < n; i++) {
                assertThat(victim.pop()).isEqualTo(i);
            }
            assertThat(victim.pop()).isNull();
        }
    }

    /** A queue with something in it never says that it is empty, though what is in it moves from {@code runnext} to the ring. */
    @Test
    @Tag("full-only")
    @Tag("SPIN-5")
    void TestSchedLocalQueueEmpty() throws InterruptedException {
        assumeTrue(GoRuntime.numCPU() > 1, "needs two CPUs");
        for (int i = 0; i < Goroutines.scaled(2000); i++) {
            var queue = new RunQueue<Integer>();
            boolean viaNext = i % 2 == 1;
            if (viaNext) {
                queue.push(0, batch -> {});
            } else {
                queue.swapNext(0);
            }
            var stop = new AtomicBoolean();
            var saidEmpty = new AtomicBoolean();
            var watching = new AtomicBoolean();
            Thread watcher = Thread.ofPlatform().start(() -> {
                watching.set(true);
                do {
                    if (queue.isEmpty()) {
                        saidEmpty.set(true);
                    }
                } while (!stop.get());
            });
            while (!watching.get()) {
                Thread.onSpinWait();
            }
            for (int j = 1; j < 100; j++) { // a new one is there before an old one goes, which was kicked from runnext to the ring
                Integer kicked = queue.swapNext(j);
                if (kicked != null) {
                    queue.push(kicked, batch -> {});
                }
                if (queue.size() > 1) {
                    queue.pop();
                }
            }
            stop.set(true);
            watcher.join();
            assertThat(saidEmpty).isFalse();
        }
    }

    /** 1024 processors. */
    @Test
    @Tag("full-only")
    @Tag("GMP-4")
    void TestBigGOMAXPROCS() {
        Goroutines.runWithProcs(1024, () -> {
            assertThat(GoRuntime.gomaxprocs()).isEqualTo(1024);
            var c = Chan.<Integer>make();
            for (int i = 0; i < 1000; i++) {
                go(() -> c.send(1));
            }
            int sum = 0;
            for (int i = 0; i < 1000; i++) {
                sum += c.receive();
            }
            assertThat(sum).isEqualTo(1000);
        });
    }
}
