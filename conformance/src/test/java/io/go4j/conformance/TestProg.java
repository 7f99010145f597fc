// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.goexit;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Defer;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.GoexitError;
import io.go4j.Goroutine;
import io.go4j.Panic;
import io.go4j.Unit;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.Pool;
import io.go4j.sync.RWMutex;
import io.go4j.sync.SingleFlight;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.io.FileOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** The programs that run in JVMs of their own, by name. (Go: src/runtime/testdata/testprog.) */
final class TestProg {
    private static final Map<String, GoBody> PROGRAMS = new HashMap<>();

    private TestProg() {}

    /** Runs the program that is named. */
    public static void main(String[] args) {
        deadlocks();
        goexits();
        panics();
        preempted();
        locked();
        limits();
        stacks();
        others();
        Go4j.main(PROGRAMS.get(args[0]));
    }

    private static void add(String name, GoBody body) {
        PROGRAMS.put(name, body);
    }

    private static void unreachable() {
        panic("not reached");
    }

    private static void untilWaiting(Goroutine g, WaitReason reason) {
        while (g.status() != GoroutineStatus.WAITING || g.waitReason() != reason) {
            sleep(Duration.ofMillis(1));
        }
    }

    /** Blocks while the class is being initialised. */
    private static final class Init {
        static final int VALUE;

        static {
            Go4j.<Void>select();
            VALUE = 1;
        }
    }

    private static void deadlocks() {
        add("SimpleDeadlock", () -> {
            Go4j.<Void>select();
            unreachable();
        });
        add("InitDeadlock", () -> {
            System.out.println(Init.VALUE);
            unreachable();
        });
        add("Issue21576", () -> {
            Chan.<Integer>make().send(1);
            unreachable();
        });
        add("WaitGroupDeadlock", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            wg.await();
        });
        add("MutexDeadlock", () -> {
            var mu = new Mutex();
            mu.lock();
            mu.lock();
        });
        add("RWMutexDeadlock", () -> {
            var rw = new RWMutex();
            rw.rLock();
            untilWaiting(go(rw::lock), WaitReason.RWMUTEX_LOCK);
            rw.rLock();
        });
        add("CondDeadlock", () -> {
            new Pool<>().put("a pool waits for collections, which wake nobody");
            var mu = new Mutex();
            mu.lock();
            new Cond(mu).await();
        });
        add("ManyDeadlock", () -> {
            for (int i = 0; i < 100; i++) {
                var c = Chan.<Integer>make();
                go(c::receive);
                go(() -> select(c.receiving().map(v -> 1), Chan.<Integer>nil().sending(1).map(() -> 2)));
            }
            Chan.nil().receive();
        });
        add("UnwatchedTimerDeadlock", () -> {
            Timer.of(Duration.ofHours(1));
            Ticker.every(Duration.ofHours(1));
            Timer.afterFunc(Duration.ofHours(1), () -> {}).stop();
            Go4j.<Void>select();
        });
        add("SleeperIsNoDeadlock", () -> {
            var c = Chan.<Integer>make();
            go(() -> {
                sleep(Duration.ofMillis(200));
                c.send(1);
            });
            c.receive();
            Timer.afterFunc(Duration.ofMillis(200), () -> c.send(2));
            c.receive();
            Timer.of(Duration.ofMillis(200)).channel().receive();
            after(Duration.ofMillis(200)).receive();
            System.out.println("done");
        });
        add("BusyIsNoDeadlock", () -> {
            var c = Chan.<Integer>make();
            go(() -> {
                long end = System.nanoTime() + 300_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                c.send(1);
            });
            c.receive();
            System.out.println("done");
        });
        add("NetpollDeadlock", () -> {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                server.setSoTimeout(300);
                server.accept();
            } catch (SocketTimeoutException e) {
                System.out.println("done");
            }
        });
    }

    private static void goexits() {
        add("GoexitDeadlock", () -> {
            go(() -> {});
            go(() -> {});
            goexit();
        });
        add("GoexitExit", () -> {
            go(() -> sleep(Duration.ofMillis(1)));
            System.gc();
            goexit();
        });
        add("GoexitBlocked", () -> {
            go(() -> Chan.<Integer>make().receive());
            goexit();
        });
        add("GoexitInPanic", () -> {
            go(() -> {
                try (var d = defer()) {
                    d.run(Go4j::goexit);
                    panic("hello");
                }
            });
            goexit();
        });
        add("PanicAfterGoexit", () -> {
            try (var d = defer()) {
                d.run(() -> panic("hello"));
                goexit();
            }
        });
        add("RecoveredPanicAfterGoexit", () -> {
            try (var d = defer()) {
                d.run(() -> {
                    try {
                        panic("hello");
                    } catch (Panic p) {
                        System.out.println("recovered " + p.value());
                    }
                });
                goexit();
            }
            unreachable();
        });
        add("RecoverBeforePanicAfterGoexit", () -> {
            recoverBeforePanicAfterGoexit();
            unreachable();
        });
        add("RecoverBeforePanicAfterGoexit2", () -> {
            try (var outer = defer()) {
                outer.run(() -> {});
                recoverBeforePanicAfterGoexit();
                unreachable();
            }
            unreachable();
        });
        add("GoexitCaught", () -> {
            try (var d = defer()) {
                d.run(() -> System.out.println("deferred"));
                try {
                    goexit();
                } catch (GoexitError e) {
                    throw e; // as the documentation of GoexitError asks
                } finally {
                    System.out.println("finally");
                }
            }
            unreachable();
        });
    }

    private static void recoverBeforePanicAfterGoexit() {
        try (var d = defer()) {
            d.run(() -> {
                if (d.recover() == null) {
                    panic("bad recover");
                }
                System.out.println("recovered");
            });
            d.run(() -> panic("hello"));
            goexit();
        }
    }

    private static void panics() {
        add("MainGoroutineID", () -> panic("test"));
        add("NoHelperGoroutines", () -> {
            Timer.afterFunc(Duration.ofHours(1), () -> {});
            Timer.of(Duration.ofHours(1));
            sleep(Duration.ofMillis(1));
            panic("oops");
        });
        add("GoNil", () -> {
            try {
                go((GoBody) null);
            } catch (RuntimeException e) {
                unreachable();
            }
            Go4j.<Void>select();
        });
        add("PanicInGoroutine", () -> {
            try (var d = defer()) {
                d.run(() -> System.out.println("main's deferred call"));
                go(() -> panic("crash"));
                Go4j.<Void>select();
            }
        });
        add("RecursivePanic", () -> {
            try {
                try {
                    panic("bad");
                } catch (Panic p) {
                    panic("wrap: " + p.value());
                }
            } catch (Panic p) {
                System.out.println(p.value());
            }
            panic("again");
        });
        add("RecursivePanic2", () -> {
            try {
                try (var d = defer()) {
                    d.run(() -> panic("second panic"));
                    d.run(() -> System.out.println("first deferred"));
                    try {
                        panic("first panic");
                    } catch (Panic p) {
                        System.out.println(p.value());
                    }
                }
            } catch (Panic p) {
                System.out.println(p.value());
            }
            panic("third panic");
        });
        add("RecursivePanic3", () -> {
            try (var d = defer()) {
                d.run(() -> {
                    try {
                        panic("second panic");
                    } catch (Panic p) {
                        // recovered
                    }
                });
                panic("first panic");
            }
        });
        add("RecursivePanic5", () -> {
            try (var outer = defer()) {
                outer.run(() -> {});
                try (var d = defer()) {
                    d.run(() -> System.out.println(d.recover().getMessage()));
                    d.run(() -> {
                        System.out.println(d.recover().getMessage());
                        panic("second panic");
                    });
                    d.run(() -> panic("first panic"));
                }
            }
            panic("third panic");
        });
        add("DoublePanicWithSameValue", () -> {
            var p = new Panic("message");
            try (var d = defer()) {
                d.run(() -> {
                    throw p;
                });
                d.run(() -> {
                    throw p;
                });
            }
        });
        add("PanicTraceback", TestProg::pt1);
        add("GoschedInPanic", () -> {
            throw new ErrorThatGosched();
        });
        add("SyscallInPanic", () -> {
            throw new ErrorThatPrints();
        });
        add("PanicLoop", () -> {
            throw new ErrorThatFails();
        });
        add("ClosedChannel", () -> {
            var c = Chan.<Integer>make();
            var g = go(() -> c.send(1));
            untilWaiting(g, WaitReason.CHAN_SEND);
            c.close();
            Go4j.<Void>select();
        });
        add("WaitGroupGoPanic", () -> {
            var wg = new WaitGroup();
            wg.go(() -> panic("test"));
            wg.await();
            panic("await returned");
        });
        add("PanicRace", () -> {
            var wg = new WaitGroup();
            wg.add(1);
            go(() -> {
                try (var d = defer()) {
                    d.run(wg::done);
                    panic("crash");
                }
            });
            wg.await();
        });
        add("StackOverflow", () -> {
            try (var d = defer()) {
                d.run(() -> System.out.println("deferred"));
                deeper(1);
            }
        });
    }

    private static void preempted() {
        add("GCFairness", () -> {
            GoRuntime.gomaxprocs(1);
            byte[] dot = {'.'};
            for (int i = 0; i < 2; i++) {
                go(() -> {
                    try (var f = new FileOutputStream("/dev/null")) {
                        for (; ; ) {
                            f.write(dot);
                        }
                    }
                });
            }
            sleep(Duration.ofMillis(10));
            System.out.println("OK");
        });
        add("GCFairness2", () -> {
            GoRuntime.gomaxprocs(1);
            var counts = new AtomicLongArray(3);
            for (int i = 0; i < counts.length(); i++) {
                int me = i;
                go(() -> {
                    for (; ; ) {
                        sink[me] = new byte[1024];
                        counts.incrementAndGet(me);
                    }
                });
            }
            do {
                sleep(Duration.ofMillis(30));
            } while (IntStream.range(0, counts.length()).anyMatch(i -> counts.get(i) == 0));
            System.out.println("OK");
        });
    }

    private static byte[][] sink = new byte[3][];

    private static void locked() {
        add("LockedDeadlock", () -> {
            GoRuntime.lockOSThread();
            Go4j.<Void>select();
        });
        add("LockedDeadlock2", () -> {
            go(() -> {
                GoRuntime.lockOSThread();
                Go4j.<Void>select();
            });
            sleep(Duration.ofMillis(1));
            Go4j.<Void>select();
        });
        add("LockOSThreadAvoidsStatePropagation", () -> {
            int nice = Native.niceness();
            var turn = Chan.<Unit>make();
            go(() -> {
                GoRuntime.lockOSThread(); // on the first thread, which is the only one yet
                Native.niceness(19);
                turn.send(Unit.UNIT); // another thread is needed for whoever runs while this one waits
                turn.receive();
                GoRuntime.gomaxprocs(4); // and more of them
                var wg = new WaitGroup();
                for (int i = 0; i < 20; i++) {
                    wg.go(() -> {
                        Native.usleep(1000);
                        if (Native.niceness() != nice) {
                            panic("a thread was made from the one that is locked");
                        }
                    });
                }
                wg.await();
            });
            turn.receive();
            for (int i = 0; i < 2; i++) {
                if (Native.niceness() != nice) {
                    panic("main's thread was made from the one that is locked");
                }
                sleep(Duration.ofMillis(1));
            }
            turn.send(Unit.UNIT);
            while (GoRuntime.numGoroutine() > 1) {
                sleep(Duration.ofMillis(1));
            }
            if (Native.niceness() != nice) {
                panic("main's thread was made from one that ended locked");
            }
            System.out.println("OK");
        });
        add("LockOSThreadTemplateThreadRace", () -> {
            GoRuntime.gomaxprocs(2);
            var starting = new AtomicInteger();
            var wg = new WaitGroup();
            for (int i = 0; i < 2; i++) {
                wg.go(() -> {
                    starting.incrementAndGet();
                    while (starting.get() < 2) {
                        Thread.onSpinWait();
                    }
                    GoRuntime.lockOSThread();
                    for (int j = 0; j < 5; j++) {
                        wg.go(() -> Native.usleep(100));
                    }
                });
            }
            wg.await();
            System.out.println("OK");
        });
    }

    private static void limits() {
        add("StackOverflowLimit", () -> {
            GoRuntime.setMaxStack(1_474_560);
            gosched(); // it takes effect after a wait
            deeper(1);
        });
        add("DeepWait", () -> {
            go(() -> sumBelow(100_000, Chan.make()));
            Go4j.<Void>select();
        });
        add("SmallStacks", () -> {
            GoRuntime.setMaxStack(256 << 10);
            gosched(); // it takes effect after a wait
            var c = Chan.<Integer>make();
            var never = Chan.<Integer>make();
            int sum = 0;
            for (int i = 0; i < 1000; i++) {
                int v = i;
                go(() -> select(c.onSend(v, () -> {}), never.onReceive(u -> {})));
            }
            for (int i = 0; i < 1000; i++) {
                sum += c.receive();
            }
            System.out.println(sum);
        });
        add("ThreadExhaustion", () -> {
            GoRuntime.setMaxThreads(10);
            for (int i = 0; i < 10; i++) {
                var c = Chan.<Unit>make();
                go(() -> {
                    GoRuntime.lockOSThread();
                    c.close();
                    Go4j.<Void>select();
                });
                c.receive();
            }
            System.out.println("more than 10 threads");
        });
        add("TooFewThreads", () -> {
            GoRuntime.setMaxThreads(1);
            System.out.println("main runs on no thread");
        });
    }

    private static int deeper(int n) {
        return deeper(n + 1) + deeper(n + 2);
    }

    private static void pt1() {
        try (var d = defer()) {
            d.run(() -> panic("panic pt1"));
            pt2();
        }
    }

    private static void pt2() {
        try (Defer d = defer()) {
            d.run(() -> panic("panic pt2"));
            panic("hello");
        }
    }

    private static final class ErrorThatGosched extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            gosched();
            return "errorThatGosched";
        }
    }

    private static final class ErrorThatPrints extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            System.out.println("1");
            var c = Chan.<String>make();
            go(() -> c.send("3"));
            System.out.println("2");
            return c.receive();
        }
    }

    private static final class ErrorThatFails extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("double error");
        }
    }

    private static void stacks() {
        add("DeepStacks", () -> {
            int n = Integer.getInteger("goroutines");
            int depth = Integer.getInteger("frames");
            long before = Heap.used();
            var resume = Chan.<Long>make();
            var sums = Chan.<Long>make(n);
            List<Goroutine> deepest = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                deepest.add(go(() -> sums.send(sumBelow(depth, resume))));
            }
            deepest.forEach(g -> untilWaiting(g, WaitReason.CHAN_RECEIVE));
            long deep = Heap.used();
            for (int i = 0; deep - before < n * depth * 16L; i++) { // one that is about to wait has its stack still on its thread
                if (i == 1000) {
                    System.out.println("the stacks are nowhere: " + before + " bytes before, then " + deep);
                    return;
                }
                sleep(Duration.ofMillis(10));
                deep = Heap.used();
            }
            for (int i = 0; i < n; i++) {
                resume.send((long) i);
            }
            long sum = 0;
            for (int i = 0; i < n; i++) {
                sum += sums.receive();
            }
            System.out.println(sum == n * (depth * (depth + 1L) / 2) + n * (n - 1L) / 2 ? "the sum is right" : "wrong sum " + sum);
            for (int i = 0; Heap.used() - before > (deep - before) / 10; i++) {
                if (i == 1000) {
                    System.out.println(before + " bytes before, then " + deep + ", now " + Heap.used());
                    return;
                }
                sleep(Duration.ofMillis(10)); // the runtime must see the collection first
            }
            System.out.println("the memory is back");
        });
    }

    /** Adds up the numbers to {@code n} by recursion, and what it receives at the bottom. */
    private static long sumBelow(int n, Chan<Long> resume) {
        return n == 0 ? resume.receive() : n + sumBelow(n - 1, resume);
    }

    private static void others() {
        add("NumGoroutine", () -> System.out.println(GoRuntime.numGoroutine()));
        add("BlockedReceivers", () -> {
            var c = Chan.<Integer>make();
            for (int i = 0; i < 10; i++) {
                go(c::receive);
            }
            c.send(1);
            System.out.println("sent");
        });
        add("ExitWhileBusy", () -> {
            var started = Chan.<Unit>make();
            go(() -> {
                try (var d = defer()) {
                    d.run(() -> System.out.println("deferred"));
                    started.send(Unit.UNIT);
                    for (; ; ) {
                        Thread.onSpinWait();
                    }
                }
            });
            started.receive();
            try (var d = defer()) {
                d.run(() -> System.out.println("main's deferred call"));
            }
        });
        add("Bug130", () -> {
            var c = Chan.<Integer>make();
            go(() -> c.send(3));
            System.exit(c.receive());
        });
        add("MutexUnlock", () -> caught(() -> new Mutex().unlock()));
        add("MutexUnlock2", () -> caught(() -> {
            var mu = new Mutex();
            mu.lock();
            mu.unlock();
            mu.unlock();
        }));
        add("RWMutexUnlock", () -> caught(() -> new RWMutex().unlock()));
        add("RWMutexUnlock2", () -> caught(() -> {
            var rw = new RWMutex();
            rw.rLock();
            rw.unlock();
        }));
        add("RWMutexUnlock3", () -> caught(() -> {
            var rw = new RWMutex();
            rw.lock();
            rw.unlock();
            rw.unlock();
        }));
        add("RWMutexRUnlock", () -> caught(() -> new RWMutex().rUnlock()));
        add("RWMutexRUnlock2", () -> caught(() -> {
            var rw = new RWMutex();
            rw.lock();
            rw.rUnlock();
        }));
        add("RWMutexRUnlock3", () -> caught(() -> {
            var rw = new RWMutex();
            rw.rLock();
            rw.rUnlock();
            rw.rUnlock();
        }));
        add("SingleflightPanicDoChan", () -> {
            var flight = new SingleFlight<String, String>();
            flight.runChan("key", () -> {
                throw panic("Panicking in DoChan");
            }).receive();
        });
        add("SingleflightPanicDoShared", () -> {
            var flight = new SingleFlight<String, String>();
            var blocked = Chan.<Unit>make();
            var unblock = Chan.<Unit>make();
            go(() -> caught(() -> flight.run("key", () -> {
                blocked.send(Unit.UNIT);
                unblock.receive();
                throw panic("Panicking in Do");
            })));
            blocked.receive();
            var ch = flight.runChan("key", () -> "not reached");
            unblock.close();
            ch.receive();
        });
        add("SeedSleep", () -> {
            go(() -> {
                while (GoRuntime.goroutines().stream().noneMatch(g -> g.waitReason() == WaitReason.SLEEP)) {
                    gosched();
                }
                System.out.print(GoRuntime.stack(true));
                System.exit(0);
            });
            sleep(Duration.ofSeconds(1000));
        });
        add("SeedProducer", () -> {
            var ch = Chan.<Integer>make();
            var dumped = Chan.<Unit>make(1);
            var producer = go(() -> {
                for (int count = 1; ; count++) {
                    ch.send(count);
                    if (count == 2) {
                        dumped.send(Unit.UNIT);
                        sleep(Duration.ofSeconds(10));
                    }
                }
            });
            go(() -> {
                dumped.receive();
                untilWaiting(producer, WaitReason.SLEEP);
                while (GoRuntime.goroutines().stream().noneMatch(g -> g.id() == 1 && g.waitReason() == WaitReason.CHAN_RECEIVE)) {
                    gosched();
                }
                System.out.print(GoRuntime.stack(true));
                System.exit(0);
            });
            for (int v : ch) {
                System.out.println(v);
            }
        });
        add("SeedBusyHidesDeadlock", () -> {
            var done = Chan.<Boolean>make();
            go(() -> {
                for (; ; ) {
                    Thread.onSpinWait();
                }
            });
            Thread watch = new Thread(() -> {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    return;
                }
                System.out.println("still hanging");
                Runtime.getRuntime().halt(0);
            });
            watch.setDaemon(true);
            watch.start();
            done.receive();
        });
        add("Seed100000", () -> {
            var stop = Chan.<Unit>make();
            var wg = new WaitGroup();
            int n = 100_000;
            for (int i = 0; i < n; i++) {
                wg.go(stop::receive);
            }
            System.out.println(GoRuntime.numGoroutine() == n + 1);
            stop.close();
            wg.await();
            System.out.println("all ended");
        });
    }

    /** A fatal error is not for catching. */
    private static void caught(Runnable misuse) {
        try {
            misuse.run();
        } catch (Throwable t) {
            System.out.println("caught " + t);
        }
        System.out.println("test completed");
    }
}
