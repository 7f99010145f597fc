// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.sync.Mutex;

/** One writes a frame, under a lock, to a channel whose reader has gone to close it under the lock. (Go: goker/kubernetes6632.go.) */
final class Kubernetes6632 {
    private Kubernetes6632() {}

    private static final class IdleAwareFramer {
        final Mutex writeLock = new Mutex();
        final Chan<Boolean> close = Chan.make();
        Chan<Boolean> reset = Chan.make();

        void monitor() {
            var mine = reset;
            close.receive();
            writeLock.lock();
            mine.close();
            reset = null;
            writeLock.unlock();
        }

        void writeFrame() {
            writeLock.lock();
            try {
                if (reset != null) {
                    reset.send(true);
                }
            } finally {
                writeLock.unlock();
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var framer = new IdleAwareFramer();
                go(() -> framer.close.send(true));
                go(framer::monitor);
                go(framer::writeFrame);
            });
        }
    }
}
