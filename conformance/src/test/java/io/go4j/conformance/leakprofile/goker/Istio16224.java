// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import java.util.ArrayList;
import java.util.List;

/**
 * A handler sends, under a lock, to one who first wants the lock; and who is told to stop waits for one more event. (Go:
 * goker/istio16224.go.)
 */
final class Istio16224 {
    private Istio16224() {}

    private static final class Controller {
        final List<GoBody> handlers = new ArrayList<>();
        final Chan<Integer> events = Chan.make();

        void run(Chan<Unit> stop) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        stop.receiving().map(v -> {
                            if (events.receive() != null) {
                                events.close();
                            }
                            return false;
                        }),
                        events.receiving().map(e -> {
                            for (GoBody handler : handlers) {
                                handler.run();
                            }
                            return true;
                        }));
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Istio16224.func2", () -> {
                var controller = new Controller();
                var lock = new Mutex();
                var done = Chan.<Boolean>make();
                controller.handlers.add(() -> {
                    lock.lock();
                    try {
                        done.send(true);
                    } finally {
                        lock.unlock();
                    }
                });
                var stop = Chan.<Unit>make();
                go("controller.Run", () -> controller.run(stop));
                controller.events.send(0);
                lock.lock();
                lock.unlock();
                done.receive();
                stop.close();
            });
        }
    }
}
