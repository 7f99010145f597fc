// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Panic;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Goroutines that end by {@link HostileThrowables}, in a whole program and in an application. */
final class HostileProg {
    private HostileProg() {}

    /** {@code program KIND}: main throws it. {@code application KIND...}: goroutines do, all at once. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("program")) {
            Go4j.main(() -> HostileThrowables.valueOf(args[1]).throwIt());
        }
        int before = GoRuntime.numGoroutine();
        handle(args[0]);
        List<HostileThrowables> kinds = Arrays.stream(args).skip(1).map(HostileThrowables::valueOf).toList();
        List<WaitGroup> groups = kinds.stream().map(HostileProg::start).toList();
        for (int i = 0; i < kinds.size(); i++) {
            try {
                groups.get(i).await();
                System.out.println(kinds.get(i) + ": await returned");
            } catch (Panic p) {
                System.out.println(kinds.get(i));
            }
        }
        if (!args[0].equals("handlerWaits")) {
            untilThereAre(before);
        }
        var next = new WaitGroup();
        var ran = new AtomicInteger();
        for (int n = 0; n < 100; n++) {
            next.go(ran::incrementAndGet);
        }
        next.await();
        System.out.println(ran + " goroutines more");
    }

    private static WaitGroup start(HostileThrowables kind) {
        var wg = new WaitGroup();
        wg.go(kind::throwIt);
        return wg;
    }

    /** What the application has said about panics. */
    private static void handle(String how) {
        switch (how) {
            case "handlerThrows" -> GoRuntime.onPanic((g, t) -> {
                throw new IllegalStateException("in the handler");
            });
            case "handlerThrowsTheSame" -> GoRuntime.onPanic((g, t) -> HostileProg.<RuntimeException>rethrow(t));
            case "handlerGoesOut" -> GoRuntime.onPanic((g, t) -> Go4j.goexit());
            case "handlerWaits" -> GoRuntime.onPanic((g, t) -> {
                for (; ; ) {
                    LockSupport.park();
                }
            });
            default -> GoRuntime.onPanic(null);
        }
    }

    private static void untilThereAre(int goroutines) throws InterruptedException {
        for (int i = 0; GoRuntime.numGoroutine() > goroutines; i++) {
            if (i == 10_000) {
                System.out.println("there are still " + GoRuntime.numGoroutine() + " goroutines");
                return;
            }
            Thread.sleep(Duration.ofMillis(1));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable t) throws T {
        throw (T) t;
    }
}
