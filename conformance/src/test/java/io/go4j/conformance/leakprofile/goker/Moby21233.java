// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;

import io.go4j.Chan;
import io.go4j.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The reader of progress may leave early, and then who reports it, and who waits for both, stay. (Go: goker/moby21233.go.) */
final class Moby21233 {
    private Moby21233() {}

    private static final class Watcher {
        final Chan<Unit> signal = Chan.make();
        final Chan<Unit> release = Chan.make();
        final Chan<Unit> running = Chan.make();

        void watch(Chan<Integer> progress) {
            boolean done = false;
            for (; ; ) {
                if (ThreadLocalRandom.current().nextBoolean()) {
                    progress.send(0);
                }
                if (done) {
                    running.close();
                    return;
                }
                done = select(signal.receiving().map(v -> false), release.receiving().map(v -> true));
            }
        }

        void release() {
            release.close();
            running.receive();
        }
    }

    private static void testTransfer() {
        var progress = Chan.<Integer>make();
        var progressDone = Chan.<Unit>make();
        go(() -> {
            sleep(Duration.ofMillis(1));
            for (int p : progress) {
                if (ThreadLocalRandom.current().nextBoolean()) {
                    return;
                }
                assert p == 0;
            }
            progressDone.close();
        });
        sleep(Duration.ofMillis(1));
        var watchers = List.of(new Watcher(), new Watcher(), new Watcher());
        for (Watcher watcher : watchers) {
            go("Transfer.Watch.func1", () -> watcher.watch(progress));
            sleep(Duration.ofMillis(2));
        }
        watchers.forEach(Watcher::release);
        progress.close();
        progressDone.receive();
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(Moby21233::testTransfer);
        }
    }
}
