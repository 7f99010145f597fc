// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;

import io.go4j.sync.Mutex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Heartbeats take the lock of the store and then that of a replica, a tick the other way round. (Go: goker/cockroach10214.go.) */
final class Cockroach10214 {
    private Cockroach10214() {}

    private static final class Store {
        final Mutex coalescedMu = new Mutex();
        final List<Replica> replicas = new ArrayList<>();

        void sendQueuedHeartbeats() {
            coalescedMu.lock();
            try {
                for (int response = 0; response < 2; response++) {
                    replicas.forEach(Replica::reportUnreachable);
                }
            } finally {
                coalescedMu.unlock();
            }
        }
    }

    private static final class Replica {
        final Mutex raftMu = new Mutex();
        final Mutex mu = new Mutex();
        final Store store;

        Replica(Store store) {
            this.store = store;
        }

        void reportUnreachable() {
            raftMu.lock();
            sleep(Duration.ofMillis(1));
            raftMu.unlock();
        }

        void tick() {
            raftMu.lock();
            mu.lock();
            try {
                for (int i = 0; i < 2; i++) {
                    coalesceHeartbeat();
                }
            } finally {
                mu.unlock();
                raftMu.unlock();
            }
        }

        private void coalesceHeartbeat() {
            store.coalescedMu.lock();
            store.coalescedMu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go(() -> {
                var store = new Store();
                var first = new Replica(store);
                store.replicas.add(first);
                store.replicas.add(new Replica(store));
                go(store::sendQueuedHeartbeats);
                go(first::tick);
            });
        }
    }
}
