// SPDX-License-Identifier: Apache-2.0
package io.go4j.bench.time;

import io.go4j.bench.OnGoroutines;
import io.go4j.sync.WaitGroup;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a timer cost where there are a million? A hundred goroutines set ten thousand each, set every third anew, and stop all. An
 * operation is one timer.
 *
 * <p>Fooled by: channel timers that nobody waits for, which stand in no heap, in Go and here; so these have functions.
 */
public class TimersMillion extends OnGoroutines {
    static final int GOROUTINES = 100;
    static final int TIMERS = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void startResetStop() {
        onGoroutine(() -> {
            AtomicInteger fired = new AtomicInteger();
            AtomicInteger stopped = new AtomicInteger();
            WaitGroup over = new WaitGroup();
            for (int g = 0; g < GOROUTINES; g++) {
                over.go(() -> {
                    Timer[] timers = new Timer[TIMERS / GOROUTINES];
                    for (int i = 0; i < timers.length; i++) {
                        timers[i] = Timer.afterFunc(Duration.ofSeconds(3600 + i % 1000), fired::incrementAndGet);
                    }
                    for (int i = 0; i < timers.length; i += 3) {
                        timers[i].reset(Duration.ofSeconds(7200));
                    }
                    int mine = 0;
                    for (Timer t : timers) {
                        mine += t.stop() ? 1 : 0;
                    }
                    stopped.addAndGet(mine);
                });
            }
            over.await();
            expect(TIMERS, stopped.get());
            expect(0, fired.get());
        });
    }
}
