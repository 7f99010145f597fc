// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A request takes longer than the patience with it, and then finds nobody who takes its result. (Go: goker/kubernetes5316.go.) */
final class Kubernetes5316 {
    private Kubernetes5316() {}

    private static void finishRequest(Duration timeout, AtomicBoolean timedOut, Supplier<Exception> request) {
        var ok = Chan.<Boolean>make();
        var failed = Chan.<Exception>make();
        go("finishRequest.func1", () -> {
            Exception e = request.get();
            if (e != null) {
                failed.send(e);
            } else {
                ok.send(true);
            }
        });
        select(
                ok.onReceive(v -> {}),
                failed.onReceive(e -> {}),
                after(timeout).onReceive(t -> timedOut.set(true)));
    }

    static void run() {
        go(() -> {
            var timedOut = new AtomicBoolean();
            Supplier<Exception> request = () -> {
                while (!timedOut.get()) { // Go sleeps 2 ms, and relies on that being long enough
                    sleep(Duration.ofMillis(2));
                }
                return ThreadLocalRandom.current().nextInt(10) > 5 ? new IOException("refused") : null;
            };
            go(() -> finishRequest(Duration.ofNanos(1000), timedOut, request));
        });
    }
}
