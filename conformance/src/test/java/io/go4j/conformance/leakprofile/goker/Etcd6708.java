// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.RWMutex;

/** Under the lock for writing, a client asks itself for the leader, which locks for reading. (Go: goker/etcd6708.go.) */
final class Etcd6708 {
    private Etcd6708() {}

    private interface HttpClient {
        void execute();
    }

    private record MembersAPI(HttpClient client) {
        void leader() {
            client.execute();
        }
    }

    private static final class ClusterClient implements HttpClient {
        final RWMutex mu = new RWMutex();

        @Override
        public void execute() {
            mu.rLock();
            mu.rUnlock();
        }

        void sync() {
            mu.lock();
            try {
                new MembersAPI(this).leader();
            } finally {
                mu.unlock();
            }
        }
    }

    static void run() {
        go("Etcd6708.func2", () -> new ClusterClient().sync());
    }
}
