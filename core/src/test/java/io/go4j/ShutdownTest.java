// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When the runtime refuses to be shut down. That it can be is shown where a JVM may lose it: ReloadTest in the module integration. */
class ShutdownTest {
    @Test
    void notWhileThereIsAGoroutine() throws Exception {
        var release = Chan.<Unit>make();
        go(() -> release.receive());
        assertThat(GoRuntime.shutdown(Duration.ZERO)).isFalse();
        assertThat(GoRuntime.shutdown(Duration.ofMillis(20))).isFalse();
        InGoroutine.run(() -> { // nothing has changed
            Go4j.sleep(Duration.ofMillis(1));
            go(() -> release.send(Unit.UNIT));
        });
    }

    @Test
    void notFromAGoroutine() throws Exception {
        InGoroutine.run(() -> assertThatThrownBy(() -> GoRuntime.shutdown(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("runtime: shutdown was called by a goroutine"));
    }

    @Test
    void notFromAVirtualThreadEither() throws Exception {
        var release = Chan.<Unit>make();
        go(() -> release.receive());
        var refused = new CompletableFuture<Boolean>();
        Thread.startVirtualThread(() -> {
            try {
                refused.complete(!GoRuntime.shutdown(Duration.ZERO));
            } catch (InterruptedException e) {
                refused.completeExceptionally(e);
            }
        });
        assertThat(refused.get()).isTrue();
        release.send(Unit.UNIT);
    }
}
