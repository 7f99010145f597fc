// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that shuts the runtime down while others are in the middle of a spawn, of waking a machine, or of readying a virtual thread,
 * and go on afterwards. Prints what went wrong.
 */
final class LateSpawn {
    private LateSpawn() {}

    public static void main(String[] args) throws Exception {
        GoRuntime.gomaxprocs(); // the face is there before many need it
        var refused = new AtomicInteger();
        var spawned = new AtomicInteger();
        var ran = new AtomicInteger();
        List<Thread> spawners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            spawners.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 1_000_000; k++) {
                    try {
                        Go4j.go(ran::incrementAndGet);
                        spawned.incrementAndGet();
                        if (k % 16 == 0) {
                            LockSupport.parkNanos(20_000); // so that there are moments without a goroutine
                        }
                    } catch (IllegalStateException e) {
                        refused.incrementAndGet();
                        return;
                    }
                }
            }));
        }
        for (int i = 0; i < 50; i++) { // a timer that wants a goroutine at about that time
            io.go4j.time.Timer.afterFunc(Duration.ofMillis(200 + i), () -> {});
        }
        while (!GoRuntime.shutdown(Duration.ofMillis(1))) {
            Thread.onSpinWait();
        }
        long created = Sched.spawned();
        noThread("at once");
        for (Thread t : spawners) {
            t.join();
        }
        check(refused.get() > 0, "nobody was refused");
        check(ran.get() == spawned.get(), "of " + spawned + " goroutines " + ran + " ran");

        try { // each as somebody does it who was stopped behind the first look at whether the runtime is over
            Sched.spawnOutside((GoBody) ran::incrementAndGet, null, null, false);
            check(false, "not refused");
        } catch (IllegalStateException e) {
            check(e.getMessage().equals("runtime: it was shut down"), e.toString());
        }
        var foreign = new CountDownLatch(1);
        Sched.readyForeignOutside(new ForeignThread(foreign::countDown));
        check(foreign.await(10, TimeUnit.SECONDS), "a virtual thread was lost");
        Idle.wakep();
        IdleM.wakeForTimer(0);
        noThread("after late wake-ups");
        check(Sched.spawned() == created, "a goroutine was counted");
        System.out.println("fine");
        System.exit(0);
    }

    private static void noThread(String when) {
        check(Machines.all().isEmpty(), when + ": " + Machines.all());
        check(Sched.THREADS.activeCount() == 0, when + ": threads are left");
    }

    private static void check(boolean fine, String what) {
        if (!fine) {
            System.out.println(what);
            Sched.THREADS.list();
            System.exit(1);
        }
    }
}
