// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.Unit;
import io.go4j.sched.Sched;
import io.go4j.sync.WaitGroup;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Programs that keep processors and threads. (Go: src/runtime/testdata/testprog/gc.go, lockosthread.go, deadlock.go.) */
final class SchedProgs {
    private static byte[][] sink = new byte[3][];
    private static volatile boolean hogMayEnd;
    private static long turns;

    private SchedProgs() {}

    static void addAll() {
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
        add("ThreadExhaustion", () -> {
            GoRuntime.setMaxThreads(10);
            takeTenThreads();
            System.out.println("more than 10 threads");
        });
        add("NoThread", () -> {
            Native.limitAddressSpace(32 << 20); // a machine has a stack of 64 MB
            takeTenThreads();
            System.out.println("threads without address space");
        });
        add("NoThreadForTheBean", () -> {
            Native.limitAddressSpace(900 << 10); // the thread that registers it has a stack of 1 MB or more
            sleep(Duration.ofSeconds(2)); // the runtime starts that one after a second
            System.out.println("OK");
        });
        add("OutOfMemory", () -> failsOnAMachine(() -> {
            throw new OutOfMemoryError("Java heap space");
        }));
        add("OutOfMemoryTwice", () -> failsOnAMachine(() -> {
            throw new IllegalStateException() {
                @Override
                public String toString() {
                    throw new OutOfMemoryError("Java heap space");
                }
            };
        }));
        add("TooFewThreads", () -> {
            GoRuntime.setMaxThreads(1);
            System.out.println("main runs on no thread");
        });
        tracedOrObserved();
        add("FollowCpus", SchedProgs::followCpus);
        add("Gomaxprocs", () -> System.out.println(GoRuntime.gomaxprocs(0)));
    }

    /** What a machine does while it runs no goroutine fails. */
    private static void failsOnAMachine(Runnable fails) {
        Sched.readyVirtualThread(fails);
        sleep(Duration.ofSeconds(30));
        System.out.println("the program goes on");
    }

    private static void tracedOrObserved() {
        add("ThreadNames", () -> {
            for (int i = 0; i < 3; i++) { // on the same thread, one after the other
                Chan<String> names = Chan.make(1);
                Goroutine g = go(() -> names.send(Thread.currentThread().getName()));
                String name = names.receive();
                System.out.println(name.equals("g" + g.id()) ? "its id" : "'" + name + "'");
                go("worker", () -> names.send(Thread.currentThread().getName()));
                System.out.println(names.receive());
            }
        });
        add("Traced", () -> { // until there are three reports on stderr
            var reports = new AtomicInteger();
            System.setErr(new PrintStream(System.err, true) {
                @Override
                public void print(String s) {
                    super.print(s);
                    reports.addAndGet(s.startsWith("SCHED ") ? 1 : 0);
                }
            });
            while (reports.get() < 3) {
                sleep(Duration.ofMillis(1));
            }
            System.out.println("3 reports");
        });
        add("Hog", () -> { // until it is known as one
            GoRuntime.gomaxprocs(1);
            var hog = go(SchedProgs::compute);
            while (GoRuntime.goroutines().stream().noneMatch(g -> g.id() == hog.id() && g.hog())) {
                sleep(Duration.ofMillis(1));
            }
            hogMayEnd = true;
            System.out.println("goroutine " + hog.id());
        });
    }

    private static void compute() {
        while (!hogMayEnd) {
            turns++;
        }
    }

    /** The set of CPUs becomes smaller and larger while the program runs. */
    private static void followCpus() throws Exception {
        int all = GoRuntime.gomaxprocs(0);
        String cpus = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("Cpus_allowed_list:"))
                .map(l -> l.replaceFirst("\\S+\\s+", ""))
                .findFirst().orElseThrow();
        String first = cpus.split("[-,]")[0];
        GoRuntime.gomaxprocs(all + 1);
        GoRuntime.setDefaultGomaxprocs();
        System.out.println(GoRuntime.gomaxprocs(0) == all ? "default" : "not the default");
        runOn(first);
        while (GoRuntime.gomaxprocs(0) != 1) {
            sleep(Duration.ofMillis(1));
        }
        System.out.println("fewer");
        runOn(cpus);
        while (GoRuntime.gomaxprocs(0) != all) {
            sleep(Duration.ofMillis(1));
        }
        System.out.println("more");
    }

    private static void takeTenThreads() {
        for (int i = 0; i < 10; i++) {
            var c = Chan.<Unit>make();
            go(() -> {
                GoRuntime.lockOSThread();
                c.close();
                Go4j.<Void>select();
            });
            c.receive();
        }
    }

    private static void runOn(String cpus) throws Exception {
        String me = Long.toString(ProcessHandle.current().pid());
        int status = new ProcessBuilder("taskset", "-a", "-p", "-c", cpus, me)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            panic("taskset ends with " + status);
        }
    }
}
