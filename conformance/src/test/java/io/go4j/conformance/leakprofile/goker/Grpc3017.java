// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.time.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A timer's function that comes too late returns without unlocking. (Go: goker/grpc3017.go.) */
final class Grpc3017 {
    private static final int ROUNDS = 10_000;

    private Grpc3017() {}

    private static final class Entry {
        final CacheClientConn conn;
        Timer timer;
        boolean abortDeleting;

        Entry(CacheClientConn conn) {
            this.conn = conn;
        }

        /** Under the lock. */
        void cancel() {
            if (!timer.stop()) {
                abortDeleting = true;
            }
        }

        /** The timer's function: lbCacheClientConn.RemoveSubConn.func1. */
        void expire() {
            gosched();
            conn.mu.lock();
            if (abortDeleting) {
                return; // still locked: the fault
            }
            conn.cache.remove(1);
            conn.mu.unlock();
        }
    }

    private static final class CacheClientConn {
        final Mutex mu = new Mutex();
        final Map<Integer, Entry> cache = new HashMap<>();

        void newSubConn() {
            mu.lock();
            Entry entry = cache.remove(1);
            if (entry != null) {
                entry.cancel();
            }
            mu.unlock();
        }

        void removeSubConn() {
            mu.lock();
            if (!cache.containsKey(1)) {
                var entry = new Entry(this);
                cache.put(1, entry);
                entry.timer = Timer.afterFunc(Duration.ofNanos(1), entry::expire);
            }
            mu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Grpc3017.func2", () -> {
                var conn = new CacheClientConn();
                var done = Chan.<Unit>make();
                conn.newSubConn();
                go("Grpc3017.func2.1", () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        conn.removeSubConn();
                        conn.newSubConn();
                    }
                    done.close();
                });
                done.receive();
            });
        }
    }
}
