// SPDX-License-Identifier: Apache-2.0
package io.go4j.time;

import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.InGoroutine;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class TimerStressTest {
    private static final int GOROUTINES = 100;

    /** With {@code -Dgo4j.stress=20} there are a million. */
    private static final int EACH = 500 * Math.max(1, Integer.getInteger("go4j.stress", 1));

    /** Timers are set, set anew and stopped by a hundred goroutines: none is lost, none goes off early or twice. */
    @Test
    void noneIsLostAndNoneIsEarly() throws Exception {
        int n = GOROUTINES * EACH;
        var due = new AtomicLongArray(n);
        var fired = new AtomicIntegerArray(n);
        var early = new AtomicInteger();
        var expected = new AtomicInteger();
        var total = new AtomicInteger();
        InGoroutine.run(() -> {
            var all = new WaitGroup();
            for (int g = 0; g < GOROUTINES; g++) {
                int first = g * EACH;
                all.go(() -> {
                    Timer[] timers = new Timer[EACH];
                    var random = ThreadLocalRandom.current();
                    for (int i = 0; i < EACH; i++) {
                        int me = first + i;
                        long nanos = random.nextLong(100_000_000);
                        due.set(me, System.nanoTime() + nanos);
                        timers[i] = Timer.afterFunc(Duration.ofNanos(nanos), () -> {
                            if (System.nanoTime() - due.get(me) < 0) {
                                early.incrementAndGet();
                            }
                            fired.incrementAndGet(me);
                            total.incrementAndGet();
                        });
                    }
                    sleep(Duration.ofNanos(random.nextLong(20_000_000)));
                    int mine = EACH;
                    for (int i = 0; i < EACH; i++) {
                        int what = random.nextInt(3);
                        if (what != 0 && timers[i].stop()) {
                            mine--;
                            if (what == 1) {
                                long nanos = random.nextLong(50_000_000);
                                due.set(first + i, System.nanoTime() + nanos);
                                timers[i].reset(Duration.ofNanos(nanos));
                                mine++;
                            }
                        }
                    }
                    expected.addAndGet(mine);
                });
            }
            all.await();
        });
        InGoroutine.await(() -> total.get() >= expected.get());
        assertThat(total).hasValue(expected.get());
        assertThat(early).hasValue(0);
        for (int i = 0; i < n; i++) {
            assertThat(fired.get(i)).isLessThanOrEqualTo(1);
        }
    }
}
