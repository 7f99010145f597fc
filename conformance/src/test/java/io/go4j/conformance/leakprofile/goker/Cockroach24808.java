// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.sync.WaitGroup;

/** The compactor announces itself on a channel that is full, before anybody receives from it. (Go: goker/cockroach24808.go.) */
final class Cockroach24808 {
    private Cockroach24808() {}

    private static final class Stopper {
        final WaitGroup stop = new WaitGroup();
        final Chan<Unit> stopper = Chan.make();

        void runWorker(GoBody work) {
            stop.add(1);
            go(() -> {
                try {
                    work.run();
                } finally {
                    stop.done();
                }
            });
        }
    }

    private record Compactor(Chan<Unit> ch) {
        void start(Stopper stopper) {
            ch.send(Unit.UNIT);
            stopper.runWorker(() -> {
                boolean goesOn = true;
                while (goesOn) {
                    goesOn = select(stopper.stopper.receiving().map(v -> false), ch.receiving().map(v -> true));
                }
            });
        }
    }

    static void run() {
        go("Cockroach24808.func2", () -> {
            var stopper = new Stopper();
            try {
                var compactor = new Compactor(Chan.make(1));
                compactor.ch.send(Unit.UNIT);
                compactor.start(stopper);
            } finally {
                stopper.stopper.close();
            }
        });
    }
}
