// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;

/** The consumer of events goes at the stop, and the producer, for whom the stop waits, sends one more. (Go: goker/cockroach1462.go.) */
final class Cockroach1462 {
    private Cockroach1462() {}

    private static final class Stopper {
        final Chan<Unit> stopper = Chan.make();
        final Chan<Unit> stopped = Chan.make();
        final WaitGroup stop = new WaitGroup();
        final Mutex mu = new Mutex();
        final Cond drain = new Cond(mu);
        boolean draining;
        int tasks;

        void runWorker(GoBody work) {
            stop.add(1);
            go("Stopper.RunWorker.func1", () -> {
                try {
                    work.run();
                } finally {
                    stop.done();
                }
            });
        }

        void quiesce() {
            mu.lock();
            gosched();
            try {
                draining = true;
                while (tasks > 0) {
                    drain.await();
                }
            } finally {
                mu.unlock();
            }
        }

        void stop() {
            quiesce();
            stopper.close();
            stop.await();
            mu.lock();
            gosched();
            stopped.close();
            mu.unlock();
        }
    }

    private record Transport(Chan<Integer> events, Stopper stopper) {
        void start() {
            stopper.runWorker(() -> {
                while (!stopper.stopper.isClosed()) {
                    events.send(0);
                }
            });
        }
    }

    private static void processEventsUntil(Chan<Integer> events, Stopper stopper) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = select(
                    events.receiving().map(v -> {
                        gosched();
                        return v != null;
                    }),
                    stopper.stopper.receiving().map(v -> false));
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go("Cockroach1462.func2", () -> {
                var stopper = new Stopper();
                var transport = new Transport(Chan.make(), stopper);
                transport.start();
                stopper.runWorker(() -> processEventsUntil(transport.events, stopper));
                stopper.stop();
            });
        }
    }
}
