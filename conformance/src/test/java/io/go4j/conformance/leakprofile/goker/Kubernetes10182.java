// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.sync.RWMutex;

/** The reader of statuses locks for each one it has got, and who sets a status sends it under the lock. (Go: goker/kubernetes10182.go.) */
final class Kubernetes10182 {
    private Kubernetes10182() {}

    private static final class StatusManager {
        final RWMutex podStatusesLock = new RWMutex();
        final Chan<Boolean> podStatuses = Chan.make();

        void start() {
            go("statusManager.Start.func1", () -> {
                for (int i = 0; i < 2; i++) {
                    gosched();
                    podStatuses.receive();
                    podStatusesLock.lock();
                    podStatusesLock.unlock();
                }
            });
        }

        void setPodStatus() {
            podStatusesLock.lock();
            try {
                podStatuses.send(true);
            } finally {
                podStatusesLock.unlock();
            }
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go(() -> {
                var manager = new StatusManager();
                go(manager::start);
                go(manager::setPodStatus);
                go(manager::setPodStatus);
            });
        }
    }
}
