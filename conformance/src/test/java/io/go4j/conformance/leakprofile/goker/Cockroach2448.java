// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.otherwiseGet;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import java.time.Duration;

/** One offers an event while the other, who would take it, offers a callback, which the first would take. (Go: goker/cockroach2448.go.) */
final class Cockroach2448 {
    /** Where the two do not meet so, they go on for ever; so not very many. */
    private static final int COPIES = 30;

    private Cockroach2448() {}

    private static final class MultiRaft {
        final Chan<Unit> stopper = Chan.make();
        final Chan<GoBody> events = Chan.make();
        final Chan<GoBody> callbacks = Chan.make();
    }

    private record State(MultiRaft raft) {
        void start() throws Exception {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        raft.stopper.receiving().map(v -> false),
                        raft.callbacks.receiving().map(cb -> {
                            cb.run();
                            return true;
                        }),
                        otherwiseGet(() -> {
                            handleWriteResponse();
                            sleep(Duration.ofNanos(100_000));
                            return true;
                        }));
            }
        }

        private void handleWriteResponse() {
            GoBody callback = () -> sleep(Duration.ofNanos(1));
            GoBody event = () -> select(raft.callbacks.sending(callback), raft.stopper.receiving());
            select(raft.events.sending(event), raft.stopper.receiving());
        }
    }

    private record Store(MultiRaft raft) {
        void processRaft() {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        raft.events.receiving().map(event -> {
                            gosched();
                            event.run();
                            return true;
                        }),
                        raft.stopper.receiving().map(v -> false));
            }
        }
    }

    static void run() {
        for (int i = 0; i < COPIES; i++) {
            go(() -> {
                var raft = new MultiRaft();
                go(new Store(raft)::processRaft);
                go(new State(raft)::start);
            });
        }
    }
}
