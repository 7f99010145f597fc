// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FilterTest {
    @Test
    void takesWhatHasItAnywhere() {
        assertThat(Filter.of("^Pro.*main").of(List.of("Producer.main", "Main.main", "x.Producer.main"))).containsExactly("Producer.main");
        assertThat(Filter.of("").of(List.of("a", "b"))).containsExactly("a", "b");
        assertThat(Filter.literal("(^|[.$])", "a.b", "$").of(List.of("a.b", "x.a.b", "xa.b", "a_b"))).containsExactly("a.b", "x.a.b");
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> Filter.of("(")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Filter.of("x".repeat(2000))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Backtracking of 2^50 steps: only the interrupt ends it. */
    @Test
    void oneThatTakesForEverEndsWithAnInterrupt() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new AtomicReference<Throwable>();
        Thread t = Thread.ofPlatform().start(() -> {
            begun.countDown();
            try {
                Filter.of("^(a|a)*$").of(List.of("a".repeat(50) + "b"));
            } catch (CancellationException e) {
                end.set(e);
            }
        });
        begun.await();
        t.interrupt();
        t.join();
        assertThat(end.get()).isInstanceOf(CancellationException.class);
    }
}
