// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.Mutex;

/** A loop is left with the mutex locked, and the next loop locks it. (Go: goker/cockroach584.go.) */
final class Cockroach584 {
    private Cockroach584() {}

    private static final class Gossip {
        final Mutex mu = new Mutex();
        boolean closed;

        void bootstrap() {
            untilClosed();
        }

        void manage() {
            untilClosed();
        }

        private void untilClosed() {
            for (; ; ) {
                mu.lock();
                if (closed) {
                    break; // without unlocking: the fault
                }
                mu.unlock();
            }
        }
    }

    static void run() {
        var gossip = new Gossip();
        gossip.closed = true;
        go("Cockroach584.func2", () -> {
            gossip.bootstrap();
            gossip.manage();
        });
    }
}
