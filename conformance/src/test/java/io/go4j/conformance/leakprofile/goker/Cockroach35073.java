// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicBoolean;

/** Two push rows into a channel that is full and whose consumer has gone without saying so. (Go: goker/cockroach35073.go.) */
final class Cockroach35073 {
    private static final int ROWS = 16;

    private Cockroach35073() {}

    private static final class Outbox {
        final AtomicBoolean consumerClosed = new AtomicBoolean();
        final Chan<Integer> data = Chan.make(ROWS);

        void push() {
            if (!consumerClosed.get()) {
                data.send(0);
            }
        }

        void start(WaitGroup wg) {
            wg.add(1);
            go(wg::done);
        }

        /** Would let one pusher go, but nobody calls it. */
        void consumerClosed() {
            consumerClosed.set(true);
            data.tryReceive();
        }
    }

    static void run() {
        go("Cockroach35073.func2", () -> {
            var outbox = new Outbox();
            for (int i = 0; i < ROWS; i++) {
                outbox.push();
            }
            var blockedPusher = new WaitGroup();
            blockedPusher.add(1);
            go("Cockroach35073.func2.1", () -> {
                outbox.push();
                blockedPusher.done();
            });
            var wg = new WaitGroup();
            outbox.start(wg);
            wg.await();
            outbox.push();
        });
    }
}
