// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.Mutex;

/** Adding disks, under the lock, calls their removal, which locks too. (Go: goker/moby36114.go.) */
final class Moby36114 {
    private Moby36114() {}

    private static final class ServiceVM {
        final Mutex mu = new Mutex();

        void hotAddVHDsAtStart() {
            mu.lock();
            hotRemoveVHDsAtStart();
            mu.unlock();
        }

        private void hotRemoveVHDsAtStart() {
            mu.lock();
            mu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> go(new ServiceVM()::hotAddVHDsAtStart));
        }
    }
}
