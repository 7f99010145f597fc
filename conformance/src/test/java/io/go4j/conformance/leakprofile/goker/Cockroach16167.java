// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.sync.Cond;
import io.go4j.sync.RWMutex;
import java.util.concurrent.locks.Lock;

/**
 * Under a read lock that hides behind a Lock, the same lock is read-locked again, and a writer comes between. (Go:
 * goker/cockroach16167.go.)
 */
final class Cockroach16167 {
    private Cockroach16167() {}

    private static final class Executor {
        final RWMutex systemConfigMu = new RWMutex();
        final Cond systemConfigCond = new Cond(systemConfigMu.readLock());

        void start() {
            systemConfigMu.lock();
            gosched();
            systemConfigMu.unlock();
        }

        void execParsed() {
            Lock lock = systemConfigCond.lock();
            lock.lock();
            gosched();
            try {
                getDatabaseCache();
            } finally {
                lock.unlock();
            }
        }

        private void getDatabaseCache() {
            systemConfigMu.rLock();
            systemConfigMu.rUnlock();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go("Cockroach16167.func2", () -> {
                var e = new Executor();
                go(e::start);
                e.execParsed();
            });
        }
    }
}
