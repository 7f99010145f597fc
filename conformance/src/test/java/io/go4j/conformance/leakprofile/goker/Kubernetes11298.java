// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import java.time.Duration;

/**
 * A loop waits for a condition in a goroutine of its own, and the signal at the end may come before that waits. (Go:
 * goker/kubernetes11298.go.)
 */
final class Kubernetes11298 {
    private Kubernetes11298() {}

    /** Runs {@code body} in a goroutine; the channel is closed after it. */
    private static Chan<Unit> signalAfter(GoBody body) {
        var ended = Chan.<Unit>make();
        go("After.func1", () -> {
            try {
                body.run();
            } finally {
                ended.close();
            }
        });
        return ended;
    }

    private static void until(Chan<Unit> stop, GoBody body) throws Exception {
        while (!stop.isClosed()) {
            body.run();
            select(stop.onReceive(v -> {}), after(Duration.ZERO).onReceive(t -> {}));
        }
    }

    private static final class Notifier {
        final Mutex lock = new Mutex();
        final Cond cond = new Cond(lock);

        void serviceLoop(Chan<Unit> abort) {
            lock.lock();
            try {
                boolean goesOn = true;
                while (goesOn && !abort.isClosed()) {
                    var signalled = signalAfter(cond::await);
                    goesOn = select(
                            abort.receiving().map(v -> {
                                cond.signal();
                                signalled.receive();
                                return false;
                            }),
                            signalled.receiving().map(v -> true));
                }
            } finally {
                lock.unlock();
            }
        }

        void signals(Chan<Unit> abort) {
            while (!abort.isClosed()) {
                lock.lock();
                cond.signal();
                lock.unlock();
                gosched();
            }
        }
    }

    private static void notify(Chan<Unit> abort) throws Exception {
        var notifier = new Notifier();
        var finished = signalAfter(() -> until(abort, () -> notifier.signals(abort)));
        until(abort, () -> notifier.serviceLoop(finished));
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Kubernetes11298.func2", () -> {
                var done = Chan.<Unit>make();
                var notified = signalAfter(() -> notify(done));
                go(() -> {
                    sleep(Duration.ofNanos(300));
                    done.close();
                });
                notified.receive();
            });
        }
    }
}
