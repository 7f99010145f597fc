// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.context.Context;
import io.go4j.sync.Mutex;
import io.go4j.time.Ticker;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The agent ends, and who then reports the end of a proxy finds no reader. (Go: goker/istio17860.go.) */
final class Istio17860 {
    private Istio17860() {}

    private static final class Agent {
        final BooleanSupplier live;
        final Mutex mu = new Mutex();
        final Chan<Integer> status = Chan.make();
        final Set<Integer> activeEpochs = new HashSet<>();
        int currentEpoch;

        Agent(BooleanSupplier live) {
            this.live = live;
        }

        void run(Context ctx) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        status.receiving().map(epoch -> {
                            mu.lock();
                            activeEpochs.remove(epoch);
                            boolean some = !activeEpochs.isEmpty();
                            mu.unlock();
                            return some;
                        }),
                        ctx.done().receiving().map(v -> false));
            }
        }

        void restart() {
            mu.lock();
            try {
                waitUntilLive();
                currentEpoch++;
                activeEpochs.add(currentEpoch);
                int epoch = currentEpoch;
                go("agent.runWait", () -> status.send(epoch));
            } finally {
                mu.unlock();
            }
        }

        private void waitUntilLive() {
            if (activeEpochs.isEmpty() || live.getAsBoolean()) {
                return;
            }
            var interval = Ticker.every(Duration.ofNanos(30));
            var timer = Timer.of(Duration.ofNanos(100));
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        timer.channel().receiving().map(v -> false),
                        interval.channel().receiving().map(v -> !live.getAsBoolean()));
            }
            interval.stop();
            timer.stop();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                try (var ctx = Context.background().withCancel()) {
                    var agent = new Agent(() -> false);
                    go(() -> agent.run(ctx));
                    agent.restart();
                    go(agent::restart);
                    sleep(Duration.ofNanos(200));
                }
            });
        }
    }
}
