// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.Mutex;
import java.util.concurrent.ThreadLocalRandom;

/** When the log's file cannot be made, the way out locks the mutex that is locked already. (Go: goker/cockroach9935.go.) */
final class Cockroach9935 {
    private Cockroach9935() {}

    private static final class Logging {
        final Mutex mu = new Mutex();

        void outputLogEntry() {
            mu.lock();
            if (!createFile()) {
                exit();
            }
            mu.unlock();
        }

        private static boolean createFile() {
            return ThreadLocalRandom.current().nextInt(8) % 4 == 0;
        }

        private void exit() {
            mu.lock();
            mu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> go(new Logging()::outputLogEntry));
        }
    }
}
