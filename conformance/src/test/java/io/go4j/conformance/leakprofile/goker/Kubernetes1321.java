// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A multiplexer sends, under its lock, to a watcher that would be taken away under the lock. Go does not run it, since its map is read and
 * written at the same time; here the map allows that. (Go: goker/kubernetes1321.go.)
 */
final class Kubernetes1321 {
    private Kubernetes1321() {}

    private static final class Mux {
        final Mutex lock = new Mutex();
        final Map<Integer, Chan<Unit>> watchers = new ConcurrentHashMap<>();

        void loop() {
            for (int i = 0; i < 100; i++) {
                distribute();
            }
        }

        private void distribute() {
            lock.lock();
            try {
                for (var watcher : watchers.values()) {
                    watcher.send(Unit.UNIT);
                    gosched();
                }
            } finally {
                lock.unlock();
            }
        }

        int watch() {
            int id = watchers.size();
            watchers.put(id, Chan.make());
            gosched();
            return id;
        }

        void stopWatching(int id) {
            lock.lock();
            try {
                watchers.remove(id).close();
            } finally {
                lock.unlock();
            }
        }
    }

    private static void testMuxWatcherClose() {
        var mux = new Mux();
        go(mux::loop);
        mux.stopWatching(mux.watch());
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go(Kubernetes1321::testMuxWatcherClose);
        }
    }
}
