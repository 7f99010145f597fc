// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Once;

/** A handler of a message closes the connection, which waits for the loop that runs the handler. (Go: goker/syncthing5795.go.) */
final class Syncthing5795 {
    private Syncthing5795() {}

    private static final class RawConnection {
        final Chan<String> inbox = Chan.make();
        final Chan<Unit> dispatcherLoopStopped = Chan.make();
        final Chan<Unit> closed = Chan.make();
        final Once closeOnce = new Once();

        void dispatcherLoop() {
            try {
                boolean goesOn = true;
                while (goesOn) {
                    goesOn = select(
                            inbox.receiving().map(message -> {
                                close();
                                return true;
                            }),
                            closed.receiving().map(v -> false));
                }
            } finally {
                dispatcherLoopStopped.close();
            }
        }

        void close() {
            closeOnce.run(() -> {
                closed.close();
                dispatcherLoopStopped.receive();
            });
        }
    }

    static void run() {
        go("Syncthing5795.func2", () -> {
            var connection = new RawConnection();
            go(connection::dispatcherLoop);
            connection.inbox.send("cluster config");
            connection.dispatcherLoopStopped.receive();
        });
    }
}
