// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.sync.Mutex;
import java.util.List;

/**
 * A watcher first sends what was there before, to a channel without a reader, and does not hear that it is stopped. (Go:
 * goker/kubernetes38669.go.)
 */
final class Kubernetes38669 {
    private Kubernetes38669() {}

    private static final class CacheWatcher {
        final Mutex mu = new Mutex();
        final Chan<Integer> input = Chan.make();
        final Chan<Integer> result = Chan.make();
        boolean stopped;

        void process(List<Integer> before) {
            before.forEach(result::send);
            for (int event : input) {
                result.send(event);
            }
            stop();
            result.close();
        }

        void stop() {
            mu.lock();
            if (!stopped) {
                stopped = true;
                input.close();
            }
            mu.unlock();
        }
    }

    static void run() {
        go(() -> {
            var watcher = new CacheWatcher();
            go("cacheWatcher.process", () -> watcher.process(List.of(1, 2)));
            watcher.stop();
        });
    }
}
