// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import static io.go4j.stress.Round.check;
import static io.go4j.stress.Round.progress;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.SplittableRandom;

/** Loads of timers, tickers and sleep. */
final class TimeLoads {
    private TimeLoads() {}

    /** Timers that are stopped, reset and waited for; tickers; functions. None may be early, lost, or come after stop. */
    static void timers(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(30);
        for (int k = 0; k < n; k++) {
            SplittableRandom mine = r.split();
            round.someone("timers", r, () -> {
                for (int i = 0; i < 10; i++) {
                    oneTimer(mine);
                    progress();
                }
            });
        }
    }

    private static void oneTimer(SplittableRandom r) {
        Duration d = Duration.ofNanos(r.nextInt(2_000_000));
        long begin = System.nanoTime();
        switch (r.nextInt(6)) {
            case 0 -> {
                check(Go4j.after(d).receive() != null, "timers: after");
                check(System.nanoTime() - begin >= d.toNanos(), "timers: after " + d + " was early");
            }
            case 1 -> {
                Timer t = Timer.of(d);
                Go4j.gosched();
                boolean stopped = t.stop();
                Go4j.sleep(Duration.ofNanos(r.nextInt(500_000)));
                check(t.channel().tryReceive() == null, "timers: a value after stop " + stopped);
            }
            case 2 -> {
                Timer t = Timer.of(Duration.ofHours(1));
                Chan<Integer> go = Chan.make();
                Go4j.go("timer-reset", () -> {
                    t.reset(d);
                    go.close();
                });
                check(t.channel().receive() != null, "timers: reset");
                go.receive();
            }
            case 3 -> {
                try (Ticker t = Ticker.every(Duration.ofNanos(20_000 + r.nextInt(300_000)))) {
                    for (int i = 0; i < 3; i++) {
                        check(t.channel().receive() != null, "timers: tick");
                    }
                }
            }
            case 4 -> {
                Chan<Integer> fired = Chan.make(1);
                Timer.afterFunc(d, () -> fired.send(1));
                check(fired.receive() != null, "timers: afterFunc");
                check(System.nanoTime() - begin >= d.toNanos(), "timers: afterFunc was early");
            }
            default -> {
                Chan<Integer> ch = Chan.make();
                Timer t = Timer.of(d);
                boolean closed = Go4j.select(
                        ch.receiving().map(v -> true), t.channel().receiving().map(v -> false));
                check(!closed, "timers: select");
            }
        }
    }

    static void sleepers(Round round, SplittableRandom r) {
        int n = 1 + r.nextInt(500);
        for (int i = 0; i < n; i++) {
            long nanos = r.nextInt(3) == 0 ? r.nextInt(20_000_000) : r.nextInt(300_000);
            int times = 1 + r.nextInt(3);
            round.go("sleeper", () -> {
                for (int k = 0; k < times; k++) {
                    long begin = System.nanoTime();
                    Go4j.sleep(Duration.ofNanos(nanos));
                    check(System.nanoTime() - begin >= nanos, "sleepers: " + nanos + " ns were too short");
                    progress();
                }
            });
        }
    }
}
