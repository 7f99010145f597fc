// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A flow that is cancelled pushes to each of its receivers, and one of them is full. (Go: goker/cockroach35931.go.) */
final class Cockroach35931 {
    private Cockroach35931() {}

    private record RowChannel(Chan<Unit> data) {
        void push() {
            data.send(Unit.UNIT);
        }
    }

    private static final class FlowRegistry {
        final Mutex mu = new Mutex();
        final Map<Integer, List<RowChannel>> flows = new HashMap<>();

        void cancel(int id) {
            mu.lock();
            var pending = List.copyOf(flows.get(id));
            mu.unlock();
            pending.forEach(RowChannel::push);
        }
    }

    static void run() {
        go("Cockroach35931.func2", () -> {
            var left = new RowChannel(Chan.make(1));
            var right = new RowChannel(Chan.make(1));
            left.push();
            var registry = new FlowRegistry();
            registry.flows.put(0, List.of(left, right));
            registry.cancel(0);
        });
    }
}
