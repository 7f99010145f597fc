// SPDX-License-Identifier: Apache-2.0
package io.go4j.time;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whoever hands over null is told of what. */
class NoArgumentTest {
    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
    }

    @Test
    void messageNamesWhatIsMissing() {
        Context root = Context.background();
        refused("sleep: no duration", () -> Go4j.sleep(null));
        refused("after: no duration", () -> Go4j.after(null));
        refused("after: no duration", () -> Timer.after(null));
        refused("timer: no duration", () -> Timer.of(null));
        refused("timer: no duration", () -> Timer.afterFunc(null, () -> {}));
        refused("timer: no duration", () -> Timer.of(Duration.ZERO).reset(null));
        refused("ticker: no period", () -> Ticker.every(null));
        refused("ticker: no period", () -> Ticker.tick(null));
        refused("context: no timeout", () -> root.withTimeout(null));
        refused("context: no timeout", () -> root.withTimeout(null, new Exception()));
        refused("context: no deadline", () -> root.withDeadline((Instant) null));
        refused("runtime: no body", () -> GoRuntime.blocking(null));
        refused("pprof: no labels", () -> GoRuntime.doWithLabels(null, () -> {}));
        refused("pprof: no body", () -> GoRuntime.doWithLabels(Map.of(), null));
    }
}
