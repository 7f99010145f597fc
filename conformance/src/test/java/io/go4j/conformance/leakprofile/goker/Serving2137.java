// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;
import java.util.List;

/** Requests are let go in the order in which they came, but the second may have been let in first. (Go: goker/serving2137.go.) */
final class Serving2137 {
    private Serving2137() {}

    private record Request(Mutex lock, Chan<Boolean> accepted) {}

    private static final class Breaker {
        final Chan<Unit> pendingRequests = Chan.make(2);
        final Chan<Unit> activeRequests = Chan.make(1);

        boolean maybe(Runnable thunk) {
            if (!pendingRequests.trySend(Unit.UNIT)) {
                return false;
            }
            activeRequests.send(Unit.UNIT);
            try {
                thunk.run();
                return true;
            } finally {
                activeRequests.receive();
                gosched();
                pendingRequests.receive();
            }
        }

        Request concurrentRequest() {
            var request = new Request(new Mutex(), Chan.make(1));
            request.lock.lock();
            var started = new WaitGroup();
            started.add(1);
            go("Breaker.concurrentRequest.func1", () -> {
                started.done();
                gosched();
                request.accepted.send(maybe(() -> {
                    request.lock.lock();
                    gosched();
                    request.lock.unlock();
                }));
            });
            started.await();
            return request;
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go("Serving2137.func2", () -> {
                var breaker = new Breaker();
                for (Request request : List.of(breaker.concurrentRequest(), breaker.concurrentRequest())) {
                    request.lock.unlock();
                    gosched();
                    boolean accepted = request.accepted.receive();
                    gosched();
                    request.accepted.send(accepted);
                }
            });
        }
    }
}
