// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.conformance.TestProg.add;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;

/** Programs in which all goroutines wait, and somebody who is no goroutine wakes them: none of these is a deadlock. */
final class WakerProgs {
    /** Names that threads of the JVM have, and threads of a program may have. */
    static final List<String> NAMES_OF_THE_JVM = List.of(
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Service Thread",
            "Monitor Deflation Thread",
            "Notification Thread",
            "Attach Listener",
            "Common-Cleaner",
            "DestroyJavaVM",
            "VirtualThread-unblocker",
            "VirtualThread-unparker",
            "Read-Poller",
            "MasterPoller",
            "process reaper",
            "process reaper (pid 1)",
            "RMI Reaper",
            "GC Daemon",
            "RMI TCP Connection(1)-127.0.0.1",
            "go4j-m1",
            "go4j-sysmon");

    private static final CountDownLatch PRINTED = new CountDownLatch(1);
    private static final int ROUND_TRIPS = 100_000;

    private WakerProgs() {}

    static void addAll() {
        threads();
        jvm();
        add("HandledSignalTakenBack", () -> {
            Signals.restore("HUP", Signals.handle("HUP", () -> {}));
            Chan.make().receive();
        });
        add("StuckThread", () -> {
            var never = Chan.<Integer>make();
            var asked = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                asked.countDown();
                never.receive();
            });
            asked.await();
            never.receive();
        });
    }

    private static void threads() {
        add("ThreadAnswers", () -> {
            Chan<Integer> in = Chan.make(1);
            Chan<Integer> out = Chan.make();
            Thread.ofPlatform().daemon().start(() -> {
                for (; ; ) {
                    out.send(in.receive() + 1);
                }
            });
            for (int i = 0; i < ROUND_TRIPS; i++) {
                in.send(i);
                out.receive();
            }
            System.out.println("done");
        });
        add("ThreadsAnswerEachOther", () -> {
            Chan<Integer> in = Chan.make();
            Chan<Integer> between = Chan.make();
            Chan<Integer> out = Chan.make();
            Thread.ofPlatform().daemon().start(() -> {
                for (; ; ) {
                    between.send(in.receive());
                }
            });
            Thread.ofPlatform().daemon().start(() -> {
                for (; ; ) {
                    out.send(between.receive());
                }
            });
            for (int i = 0; i < ROUND_TRIPS; i++) {
                in.send(i);
                out.receive();
            }
            System.out.println("done");
        });
        add("ThreadWakesByTimeout", () -> {
            Chan<Integer> never = Chan.make();
            Chan<Integer> out = Chan.make();
            Thread.ofPlatform().daemon().start(() -> {
                for (; ; ) {
                    never.poll(Duration.ofNanos(20_000));
                    out.send(1);
                }
            });
            for (int i = 0; i < ROUND_TRIPS / 20; i++) {
                out.receive();
            }
            System.out.println("done");
        });
        add("ThreadIsInterrupted", () -> {
            Chan<Integer> never = Chan.make();
            Chan<Thread> asleep = Chan.make();
            Chan<Integer> out = Chan.make();
            Thread.ofPlatform().daemon().start(() -> {
                for (; ; ) {
                    asleep.send(Thread.currentThread());
                    try {
                        never.receive();
                    } catch (RuntimeException e) {
                        Thread.interrupted();
                        out.send(1);
                    }
                }
            });
            for (int i = 0; i < ROUND_TRIPS / 20; i++) {
                asleep.receive().interrupt();
                out.receive();
            }
            System.out.println("done");
        });
        for (String name : NAMES_OF_THE_JVM) {
            add("ThreadNamed " + name, () -> wokenBy(c -> new Thread(root(), () -> sendLater(c), name).start()));
        }
    }

    private static void jvm() {
        add("Signal", () -> wokenBy(c -> {
            Signals.handle("HUP", () -> c.trySend(1));
            later("kill -HUP " + ProcessHandle.current().pid());
        }));
        add("Finalizer", () -> wokenBy(Garbage::new));
        add("Listener", () -> wokenBy(c -> {
            for (var bean : ManagementFactory.getGarbageCollectorMXBeans()) {
                ((NotificationEmitter) bean).addNotificationListener((n, handback) -> {
                    if (n.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                        c.trySend(1);
                    }
                }, null, null);
            }
            later(System.getProperty("java.home") + "/bin/jcmd " + ProcessHandle.current().pid() + " GC.run");
        }));
        add("Upcall", () -> wokenBy(WakerProgs::byUpcall));
        add("ShutdownHook", () -> wokenBy(c -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                c.trySend(1);
                try {
                    PRINTED.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    // then at once
                }
            }));
            later("kill -TERM " + ProcessHandle.current().pid());
        }));
    }

    private interface Waker {
        void prepare(Chan<Integer> c) throws Exception;
    }

    private static void wokenBy(Waker waker) throws Exception {
        Chan<Integer> c = Chan.make(1);
        GoBody prepare = () -> waker.prepare(c);
        prepare.run();
        go(c::receive); // so that the value which wakes main is the second one; both ways of waiting are there
        c.send(0);
        while (GoRuntime.numGoroutine() > 1) {
            Thread.onSpinWait();
        }
        c.receive();
        System.out.println("done");
        PRINTED.countDown();
    }

    private static ThreadGroup root() {
        ThreadGroup g = Thread.currentThread().getThreadGroup();
        while (g.getParent() != null) {
            g = g.getParent();
        }
        return g;
    }

    /** Not by a sleep: a thread with no frame but of the JDK's is what a detector could take for one of the JVM's. */
    private static void sendLater(Chan<Integer> c) {
        long end = System.nanoTime() + 500_000_000;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        c.send(1);
    }

    /** By a process that is nobody's child, so that no thread of this one waits for it. */
    private static void later(String command) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "(sleep 1; exec " + command + ") >/dev/null 2>&1 </dev/null &").inheritIO().start().waitFor();
    }

    /** Sends when it is collected. */
    private static final class Garbage {
        private final Chan<Integer> c;

        Garbage(Chan<Integer> c) {
            this.c = c;
        }

        @Override
        @SuppressWarnings({"removal", "Finalize"}) // what is tested
        protected void finalize() {
            c.trySend(1);
        }
    }

    private static Chan<Integer> upcalled = Chan.nil();

    @SuppressWarnings("unused") // from native code
    private static void upcall(int signal) {
        upcalled.trySend(1);
    }

    /** A timer of the C library calls a function on a thread that it makes when it is due: until then there is no such thread. */
    @SuppressWarnings("restricted") // native code is what this is about
    private static void byUpcall(Chan<Integer> c) throws Exception {
        upcalled = c;
        Linker linker = Linker.nativeLinker();
        var upcall = MethodHandles.lookup().findStatic(WakerProgs.class, "upcall", MethodType.methodType(void.class, int.class));
        MemorySegment stub = linker.upcallStub(upcall, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT), Arena.global());
        MemorySegment event = Arena.global().allocate(64, 8); // struct sigevent
        event.set(ValueLayout.JAVA_INT, 12, 2); // SIGEV_THREAD
        event.set(ValueLayout.ADDRESS, 16, stub);
        MemorySegment id = Arena.global().allocate(8);
        MemorySegment when = Arena.global().allocate(32, 8); // struct itimerspec
        when.set(ValueLayout.JAVA_LONG, 16, 1);
        var word = ValueLayout.JAVA_INT;
        var address = ValueLayout.ADDRESS;
        var create = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("timer_create"), FunctionDescriptor.of(word, word, address, address));
        var set = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("timer_settime"), FunctionDescriptor.of(word, address, word, address, address));
        try {
            if ((int) create.invoke(1, event, id) != 0) {
                throw new AssertionError("timer_create failed");
            }
            if ((int) set.invoke(id.get(address, 0), 0, when, MemorySegment.NULL) != 0) {
                throw new AssertionError("timer_settime failed");
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
