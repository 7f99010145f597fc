// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;
import static io.go4j.conformance.TestProg.untilWaiting;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import java.time.Duration;

/** The programs of {@link SeedsTest}. */
final class SeedProgs {
    private SeedProgs() {}

    static void addAll() {
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
}
