// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.sync.Mutex;
import java.util.List;

/**
 * The watcher of addresses ends when their channel is closed, and does not close the channel of those who wait for it. (Go:
 * goker/grpc1424.go.)
 */
final class Grpc1424 {
    private Grpc1424() {}

    private record ClientConn(Chan<Boolean> addresses, List<Mutex> conns) {
        void lbWatcher(Chan<Boolean> done) {
            for (boolean address : addresses) {
                assert address;
                conns.forEach(Mutex::lock);
                conns.forEach(Mutex::unlock);
            }
            // here done should be closed
        }
    }

    private static void dialContext() {
        var conn = new ClientConn(Chan.make(), List.of());
        var wait = Chan.<Exception>make(1);
        go("DialContext.func1", () -> {
            var done = Chan.<Boolean>make();
            go(() -> conn.lbWatcher(done));
            done.receive();
            wait.close();
        });
        conn.addresses.close();
    }

    static void run() {
        go(Grpc1424::dialContext);
    }
}
