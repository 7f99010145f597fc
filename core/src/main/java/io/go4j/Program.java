// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.park.Park;
import io.go4j.sched.Deadlock;
import io.go4j.sched.G;
import io.go4j.sched.Sched;
import io.go4j.timer.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A whole program: from {@link Go4j#main} to the end of the process. */
final class Program {
    private static final long HOOKS_MAX_SECONDS = 5;

    private static volatile boolean running;
    private static volatile boolean panicking;
    private static volatile int status;
    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private Program() {}

    static boolean isRunning() {
        return running;
    }

    /** A goroutine prints its panic: main's return must not end the program before that is done. */
    static void panicking() {
        panicking = true;
    }

    static synchronized void claim() {
        if (running) {
            throw new IllegalStateException("runtime: Go4j.main was called twice");
        }
        running = true;
        TraceLevel.current();
        LastWords.reserve();
    }

    /** Runs {@code body} as goroutine 1 and ends the process as Go would. */
    static void run(GoBody body) {
        G caller = Sched.currentG();
        if (running && caller != null && caller.id() == 1) { // started by `go4j run`, and says it itself: it is the main goroutine already
            runMain(body);
            return;
        }
        if (caller != null) {
            throw new IllegalStateException("runtime: Go4j.main was called by a goroutine; it starts the program and belongs into main");
        }
        claim();
        Bodies.install();
        Sched.spawnMain((GoBody) () -> {
            body.run();
            mainReturned();
        });
        Deadlock.enable(Thread.currentThread()); // not earlier: a program without goroutines is not one whose main has called goexit
        awaitEnd();
        exit(status);
    }

    private static void runMain(GoBody body) {
        try {
            body.run();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
        mainReturned();
    }

    private static void mainReturned() {
        if (panicking) {
            Park.sleep(Clock.after(TimeUnit.SECONDS.toNanos(HOOKS_MAX_SECONDS))); // panicwait: the other one ends the process
        }
        end(0);
    }

    private static void awaitEnd() {
        for (; ; ) {
            try {
                ENDED.await();
                return;
            } catch (InterruptedException e) {
                // nobody may interrupt the end of the program
            } catch (OutOfMemoryError e) {
                Crash.outOfMemory(e); // nobody else would end it
            }
        }
    }

    /** Ends the process with {@code code}; the caller does not go on. Any thread, once it is decided. */
    static void end(int code) {
        decide(code);
        for (; ; ) {
            try {
                LockSupport.park(Program.class); // not a sleep: for that of a goroutine the JDK would want a thread
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // it cannot be unmounted, and need not be: this is the end
            }
            Thread.interrupted();
        }
    }

    /** The first decision counts. */
    private static synchronized void decide(int code) {
        if (ENDED.getCount() > 0) {
            status = code;
            ENDED.countDown();
        }
    }

    /** Shutdown hooks may need goroutines, or hang: they get five seconds. */
    private static void exit(int code) {
        try {
            startWatchdog(code);
            System.out.flush(); // which may be the program's own
            System.err.flush();
        } catch (RuntimeException | Error e) {
            // no memory, no thread, or a stream that fails is no reason to end with another code
        }
        try {
            System.exit(code);
        } finally {
            Runtime.getRuntime().halt(code); // not even that was possible
        }
    }

    private static void startWatchdog(int code) {
        Thread watchdog = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(HOOKS_MAX_SECONDS);
                    } catch (InterruptedException e) {
                        // then at once
                    }
                    Runtime.getRuntime().halt(code);
                },
                "go4j-exit");
        watchdog.setDaemon(true);
        watchdog.start();
    }
}
