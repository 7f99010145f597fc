// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;

/** Keep-alive sleeps, with the lock, until a stream is there, and who makes one wants the lock. (Go: goker/grpc1460.go.) */
final class Grpc1460 {
    private Grpc1460() {}

    private static final class Http2Client {
        final Mutex mu = new Mutex();
        final Chan<Unit> awakenKeepalive = Chan.make();
        int activeStreams;

        void keepalive() {
            mu.lock();
            if (activeStreams == 0) {
                awakenKeepalive.receive();
                gosched();
            }
            mu.unlock();
        }

        void newStream() {
            mu.lock();
            gosched();
            activeStreams++;
            if (activeStreams == 1) {
                awakenKeepalive.trySend(Unit.UNIT);
            }
            mu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go(() -> {
                var client = new Http2Client();
                go(client::keepalive);
                go(client::newStream);
            });
        }
    }
}
