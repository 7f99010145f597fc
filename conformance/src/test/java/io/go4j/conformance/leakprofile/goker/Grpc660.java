// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import java.util.concurrent.ThreadLocalRandom;

/** The loop stops after it has started one more call, whose result nobody takes. (Go: goker/grpc660.go.) */
final class Grpc660 {
    private Grpc660() {}

    private record BenchmarkClient(Chan<Boolean> stop) {
        void doCloseLoopUnary() {
            boolean goesOn = true;
            while (goesOn) {
                var done = Chan.<Boolean>make();
                go("benchmarkClient.doCloseLoopUnary.func1", () -> done.send(ThreadLocalRandom.current().nextInt(10) <= 7));
                goesOn = select(stop.receiving().map(v -> false), done.receiving().map(v -> true));
            }
        }
    }

    static void run() {
        go(() -> {
            var client = new BenchmarkClient(Chan.make());
            go(client::doCloseLoopUnary);
            go(() -> client.stop.send(true));
        });
    }
}
