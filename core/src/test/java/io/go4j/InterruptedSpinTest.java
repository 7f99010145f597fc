// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.sync.Mutex;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that do not wait, by goroutines of which half are interrupted: nobody keeps the others from the locks inside. */
class InterruptedSpinTest {
    private static final int GOROUTINES = 16;
    private static final int TIMES = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"select", "chan", "mutex", "timer"})
    void interruptedGoroutinesGoOn(String operation) {
        List<Chan<Integer>> chans = List.of(Chan.make(1), Chan.make(1));
        var mutex = new Mutex();
        var ended = new AtomicInteger();
        var stillInterrupted = new AtomicInteger();
        for (int i = 0; i < GOROUTINES; i++) {
            boolean interrupted = i % 2 == 0;
            Go4j.go(() -> {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                for (int n = 0; n < TIMES; n++) {
                    run(operation, chans, mutex);
                }
                stillInterrupted.addAndGet(Thread.interrupted() ? 1 : 0);
                ended.incrementAndGet();
            });
        }
        InGoroutine.await(() -> ended.get() == GOROUTINES);
        assertThat(stillInterrupted).hasValue(GOROUTINES / 2);
    }

    private static void run(String operation, List<Chan<Integer>> chans, Mutex mutex) {
        Chan<Integer> a = chans.getFirst();
        Chan<Integer> b = chans.getLast();
        switch (operation) {
            case "select" -> Go4j.select(a.onSend(1, () -> {}), b.onReceive(v -> {}), Go4j.otherwise(() -> {}));
            case "chan" -> {
                a.trySend(1);
                a.tryReceive();
            }
            case "mutex" -> {
                if (mutex.tryLock()) {
                    mutex.unlock();
                }
            }
            default -> Timer.of(Duration.ofHours(1)).stop();
        }
    }
}
