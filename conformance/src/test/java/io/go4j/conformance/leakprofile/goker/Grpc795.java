// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.Mutex;

/** The second graceful stop locks twice. (Go: goker/grpc795.go.) */
final class Grpc795 {
    private Grpc795() {}

    private static final class Server {
        final Mutex mu = new Mutex();
        boolean drain;

        void gracefulStop() {
            mu.lock();
            if (drain) {
                mu.lock(); // meant to be an unlock
                return;
            }
            drain = true;
            mu.unlock();
        }

        void serve() {
            mu.lock();
            mu.unlock();
        }
    }

    private static void testServerGracefulStopIdempotent() {
        var server = new Server();
        go(server::serve);
        for (int i = 0; i < 3; i++) {
            server.gracefulStop();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(Grpc795::testServerGracefulStopIdempotent);
        }
    }
}
