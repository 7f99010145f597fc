// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Who has waited for a condition then waits for a channel that only its own caller closes. (Go: goker/kubernetes70277.go.) */
final class Kubernetes70277 {
    private Kubernetes70277() {}

    private static Chan<Unit> poller(Duration interval, Duration timeout, Chan<Unit> done) {
        var polls = Chan.<Unit>make();
        go(() -> {
            var tick = Ticker.every(interval);
            var end = Timer.of(timeout);
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        tick.channel().receiving().map(t -> {
                            polls.trySend(Unit.UNIT);
                            return true;
                        }),
                        end.channel().receiving().map(t -> false),
                        done.receiving().map(v -> false));
            }
            end.stop();
            tick.stop();
            polls.close();
        });
        return polls;
    }

    private static void waitFor(Chan<Unit> polls, BooleanSupplier condition) {
        boolean open = true;
        while (open) {
            open = polls.receive() != null;
            if (condition.getAsBoolean()) {
                return;
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Kubernetes70277.func2", () -> {
                var stop = Chan.<Unit>make();
                waitFor(poller(Duration.ofMillis(1), Duration.ofMillis(80), stop), () -> {
                    sleep(Duration.ofMillis(10));
                    return true;
                });
                stop.receive();
                stop.close();
            });
        }
    }
}
