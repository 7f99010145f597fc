// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.Carrier;
import io.go4j.jfr.JfrEvents;
import io.go4j.sched.Sched;
import io.go4j.sched.Shutdown;
import io.go4j.timer.Clock;
import java.time.Duration;

/** What makes it possible to unload go4j while the JVM goes on. Decision 0020. */
final class Unload {
    private static final long LOOK_MILLIS = 5;

    private Unload() {}

    /** See {@link GoRuntime#shutdown}. */
    static boolean shutdown(Duration patience) throws InterruptedException {
        if (Program.isRunning()) {
            throw new IllegalStateException("runtime: shutdown was called in a program that ends when main returns");
        }
        if (Sched.currentG() != null) {
            throw new IllegalStateException("runtime: shutdown was called by a goroutine; it waits for all goroutines to end");
        }
        long deadline = Clock.after(Clock.nanos(patience));
        while (!endNow()) {
            if (Clock.nanos() >= deadline) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        JfrEvents.uninstall();
        SchedulerBean.unregister();
        return true;
    }

    /** The end of the stacks is run on the calling thread, which therefore must be a platform thread. */
    private static boolean endNow() throws InterruptedException {
        if (!Thread.currentThread().isVirtual()) {
            return Shutdown.now();
        }
        boolean[] ended = new boolean[1];
        Thread helper = new Thread(() -> {
            try {
                ended[0] = Shutdown.now();
            } catch (InterruptedException e) {
                // nobody has this thread to interrupt it
            }
        }, "go4j-shutdown");
        helper.start();
        helper.join();
        return ended[0];
    }

    /**
     * If go4j can be unloaded, makes the JDK's pollers before a goroutine waits for a socket: they live as long as the JVM, and would
     * inherit our scheduler from that goroutine, and keep it. Else leaves that to the first goroutine, which is faster.
     */
    static void keepPollersOutside() {
        if (!Carrier.FULL || !canBeUnloaded()) {
            return;
        }
        if (!Thread.currentThread().isVirtual()) {
            Carrier.initialisePollers();
            return;
        }
        Thread helper = new Thread(Carrier::initialisePollers, "go4j-pollers");
        helper.start();
        try {
            helper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean canBeUnloaded() {
        ClassLoader mine = Unload.class.getClassLoader();
        for (ClassLoader l = ClassLoader.getSystemClassLoader(); l != null; l = l.getParent()) {
            if (l == mine) {
                return false;
            }
        }
        return mine != null;
    }
}
