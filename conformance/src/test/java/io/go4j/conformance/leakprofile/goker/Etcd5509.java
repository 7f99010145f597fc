// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.context.CancelContext;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;

/** A way out of the loop forgets to unlock for reading, and the next writer waits. (Go: goker/etcd5509.go.) */
final class Etcd5509 {
    private Etcd5509() {}

    private static final class Client {
        final RWMutex mu = new RWMutex();
        CancelContext cancel; // null once it is closed, as it is from the start here

        void close() {
            mu.lock();
            try {
                if (cancel != null) {
                    cancel.cancel();
                    cancel = null;
                }
            } finally {
                mu.unlock();
            }
        }
    }

    private static final class RemoteClient {
        final Mutex mu = new Mutex();
        final Client client;

        RemoteClient(Client client) {
            this.client = client;
        }

        void acquire() {
            for (; ; ) {
                client.mu.rLock();
                boolean closed = client.cancel == null;
                mu.lock();
                mu.unlock();
                if (closed) {
                    return; // still locked for reading: the fault
                }
                client.mu.rUnlock();
            }
        }
    }

    static void run() {
        go("Etcd5509.func2", () -> {
            var client = new Client();
            var remote = new RemoteClient(client);
            var done = Chan.<Unit>make();
            go(() -> {
                remote.acquire();
                done.close();
            });
            while (client.mu.tryLock()) { // Go yields once, and relies on the other being first
                client.mu.unlock();
                gosched();
            }
            client.close();
            done.receive();
        });
    }
}
