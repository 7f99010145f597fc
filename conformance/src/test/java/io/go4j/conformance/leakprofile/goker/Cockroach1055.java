// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who stops a task waits, with the lock, for tasks that wait to be stopped. (Go: goker/cockroach1055.go.) */
final class Cockroach1055 {
    private Cockroach1055() {}

    private static final class Stopper {
        final Chan<Unit> stopper = Chan.make();
        final WaitGroup stop = new WaitGroup();
        final Mutex mu = new Mutex();
        final AtomicBoolean draining = new AtomicBoolean();
        final WaitGroup drain = new WaitGroup();

        void startTask() {
            if (!draining.get()) {
                mu.lock();
                drain.add(1);
                mu.unlock();
            }
        }

        void quiesce() {
            mu.lock();
            try {
                draining.set(true);
                drain.await();
                draining.set(false);
            } finally {
                mu.unlock();
            }
        }

        void stop() {
            mu.lock();
            try {
                draining.set(true);
                drain.await();
                stopper.close();
                stop.await();
            } finally {
                mu.unlock();
            }
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go("Cockroach1055.func2", Cockroach1055::twoStoppers);
        }
    }

    private static void twoStoppers() {
        var stoppers = List.of(new Stopper(), new Stopper());
        for (Stopper s : stoppers) {
            s.stop.add(1);
            go("Cockroach1055.func2.1", () -> {
                s.startTask();
                s.stopper.receive();
                s.stop.done();
            });
        }
        var done = Chan.<Unit>make();
        go("Cockroach1055.func2.2", () -> {
            stoppers.forEach(Stopper::quiesce);
            stoppers.forEach(Stopper::stop);
            done.close();
        });
        done.receive();
    }
}
