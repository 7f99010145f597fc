// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.panic;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoBody;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.Unit;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.WaitReason;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The programs that run in JVMs of their own, by name. (Go: src/runtime/testdata/testprog.) */
final class TestProg {
    private static final Map<String, GoBody> PROGRAMS = new HashMap<>();

    private TestProg() {}

    /** Runs the program that is named. */
    public static void main(String[] args) {
        DeadlockProgs.addAll();
        GoexitProgs.addAll();
        PanicProgs.addAll();
        SchedProgs.addAll();
        StackProgs.addAll();
        SyncProgs.addAll();
        SeedProgs.addAll();
        WakerProgs.addAll();
        OverflowProgs.addAll();
        others();
        Go4j.main(PROGRAMS.get(args[0]));
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
        add("Collector", () -> ManagementFactory.getGarbageCollectorMXBeans().forEach(bean -> System.out.println(bean.getName())));
        add("Bug130", () -> {
            var c = Chan.<Integer>make();
            go(() -> c.send(3));
            System.exit(c.receive());
        });
    }

    static void add(String name, GoBody body) {
        PROGRAMS.put(name, body);
    }

    static void unreachable() {
        panic("not reached");
    }

    static void untilWaiting(Goroutine g, WaitReason reason) {
        while (g.status() != GoroutineStatus.WAITING || g.waitReason() != reason) {
            sleep(Duration.ofMillis(1));
        }
    }
}
