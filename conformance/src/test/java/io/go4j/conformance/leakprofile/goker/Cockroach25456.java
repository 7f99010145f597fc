// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Unit;

/** A queue waits for its stopper to quiesce, which only the caller after it would bring about. (Go: goker/cockroach25456.go.) */
final class Cockroach25456 {
    private Cockroach25456() {}

    private record Stopper(Chan<Unit> quiescer) {}

    private record Store(Stopper stopper) {}

    private record Replica(Store store) {}

    private static void process(Replica replica) {
        replica.store.stopper.quiescer.receive();
    }

    static void run() {
        go("Cockroach25456.func2", () -> {
            var replica = new Replica(new Store(new Stopper(Chan.make())));
            for (int i = 0; i < 2; i++) {
                process(replica);
            }
        });
    }
}
