// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.context.Context;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goroutines that give way to each other until something happens do not keep out the one who would make it happen. */
class GiveWayTest {
    private static final int GOROUTINES = 64;
    private static final Duration SHORT = Duration.ofMillis(5);

    @ParameterizedTest
    @ValueSource(strings = {"a new goroutine", "a timer", "a sleeper", "an ordinary thread", "a context"})
    void whoGivesWayKeepsNobodyOut(String who) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            var come = new AtomicBoolean();
            var started = new AtomicInteger();
            var ended = new AtomicInteger();
            Chan<Integer> wake = Chan.make();
            Go4j.go(() -> {
                wake.receive();
                come.set(true);
            });
            for (int i = 0; i < GOROUTINES; i++) {
                Go4j.go(() -> {
                    started.incrementAndGet();
                    while (!come.get()) {
                        Go4j.gosched();
                    }
                    ended.incrementAndGet();
                });
            }
            InGoroutine.await(() -> started.get() == GOROUTINES);
            send(who, wake);
            InGoroutine.await(() -> ended.get() == GOROUTINES);
            assertThat(come).isTrue();
        }
    }

    private static void send(String who, Chan<Integer> wake) throws InterruptedException {
        switch (who) {
            case "a new goroutine" -> Go4j.go(() -> wake.send(1));
            case "a timer" -> Timer.afterFunc(SHORT, () -> wake.send(1));
            case "a sleeper" -> Go4j.go(() -> {
                Go4j.sleep(SHORT);
                wake.send(1);
            });
            case "an ordinary thread" -> {
                Thread t = Thread.ofPlatform().start(() -> wake.send(1));
                t.join();
            }
            default -> {
                var ctx = Context.background().withTimeout(SHORT);
                ctx.afterFunc(() -> wake.send(1));
            }
        }
    }
}
