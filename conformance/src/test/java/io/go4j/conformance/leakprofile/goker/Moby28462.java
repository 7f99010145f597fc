// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;

/** A health monitor is stopped by a send, under a lock that the monitor wants before it looks. (Go: goker/moby28462.go.) */
final class Moby28462 {
    private Moby28462() {}

    private static final class Container {
        final Mutex mu = new Mutex();
        final Chan<Unit> stop = Chan.make();

        void stateChanged() {
            mu.lock();
            stop.send(Unit.UNIT);
            mu.unlock();
        }

        void monitor() {
            while (stop.tryReceive() == null) {
                gosched();
                mu.lock();
                mu.unlock();
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var container = new Container();
                go("monitor", container::monitor);
                go("Daemon.StateChanged", container::stateChanged);
            });
        }
    }
}
