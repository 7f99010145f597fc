// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;

/** Who stops a broadcast waits, with the lock, for the goroutine that wants the lock for what was still queued. (Go: goker/etcd6873.go.) */
final class Etcd6873 {
    private Etcd6873() {}

    private static final class WatchBroadcasts {
        final Mutex mu = new Mutex();
        final Chan<Unit> updates = Chan.make(1);
        final Chan<Unit> done = Chan.make();

        static WatchBroadcasts start() {
            var all = new WatchBroadcasts();
            go("newWatchBroadcasts.func1", () -> {
                for (Unit update : all.updates) {
                    all.coalesce(update);
                }
                all.done.close();
            });
            return all;
        }

        private void coalesce(Unit update) {
            mu.lock();
            mu.unlock();
        }

        void stop() {
            mu.lock();
            try {
                updates.close();
                done.receive();
            } finally {
                mu.unlock();
            }
        }

        void update() {
            updates.trySend(Unit.UNIT);
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var broadcasts = WatchBroadcasts.start();
                broadcasts.update();
                go(broadcasts::stop);
            });
        }
    }
}
