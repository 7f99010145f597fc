// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import java.util.ArrayList;
import java.util.List;

/** A goroutine read-locks twice, and a writer comes between. (Go: goker/cockroach3710.go.) */
final class Cockroach3710 {
    private Cockroach3710() {}

    private static final class Store {
        final RWMutex mu = new RWMutex();
        final Mutex queue = new Mutex();
        final List<Replica> replicas = new ArrayList<>();

        void forceRaftLogScanAndProcess() {
            mu.rLock();
            gosched();
            replicas.forEach(this::maybeAdd);
            mu.rUnlock();
        }

        private void maybeAdd(Replica r) {
            queue.lock();
            try {
                r.store.raftStatus();
            } finally {
                queue.unlock();
            }
        }

        private void raftStatus() {
            mu.rLock();
            mu.rUnlock();
        }

        void processRaft() {
            go("Store.processRaft.func1", () -> {
                mu.lock();
                var copy = List.copyOf(replicas);
                mu.unlock();
                assert copy.size() == 2;
            });
        }
    }

    private record Replica(Store store) {}

    static void run() {
        for (int i = 0; i < Goker.VERY_MANY; i++) {
            go(() -> {
                var store = new Store();
                store.replicas.add(new Replica(store));
                store.replicas.add(new Replica(store));
                go(store::forceRaftLogScanAndProcess);
                go(store::processRaft);
            });
        }
    }
}
