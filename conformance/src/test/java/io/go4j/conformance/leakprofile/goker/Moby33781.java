// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.context.Context;
import java.time.Duration;

/** A monitor that is told to stop leaves its probe without a reader. (Go: goker/moby33781.go.) */
final class Moby33781 {
    private Moby33781() {}

    private static void monitor(Chan<Boolean> stop) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = select(
                    stop.receiving().map(v -> false),
                    after(Duration.ofMillis(1)).receiving().map(t -> probe(stop)));
        }
    }

    private static boolean probe(Chan<Boolean> stop) {
        var results = Chan.<Boolean>make();
        try (var ctx = Context.background().withTimeout(Duration.ofMillis(1))) {
            go("monitor.func1", () -> {
                results.send(true);
                results.close();
            });
            return select(
                    stop.receiving().map(v -> false),
                    results.receiving().map(v -> true),
                    ctx.done().receiving().map(v -> {
                        results.receive();
                        return true;
                    }));
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            int millis = i;
            go(() -> {
                var stop = Chan.<Boolean>make();
                go(() -> monitor(stop));
                go(() -> {
                    sleep(Duration.ofMillis(millis));
                    stop.send(true);
                });
            });
        }
    }
}
