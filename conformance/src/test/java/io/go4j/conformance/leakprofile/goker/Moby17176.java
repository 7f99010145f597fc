// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.sync.Mutex;
import java.io.IOException;
import java.time.Duration;

/** There is nothing to delete, and so the method returns with the mutex locked. (Go: goker/moby17176.go.) */
final class Moby17176 {
    private Moby17176() {}

    private static final class DeviceSet {
        final Mutex mu = new Mutex();
        int deletedDevices;

        void cleanupDeletedDevices() throws IOException {
            mu.lock();
            if (deletedDevices == 0) {
                return; // without unlocking: the fault
            }
            mu.unlock();
            throw new IOException("some are left");
        }
    }

    private static void testDevmapperLockReleasedDeviceDeletion() throws IOException {
        var devices = new DeviceSet();
        devices.cleanupDeletedDevices();
        var done = Chan.<Boolean>make();
        go("testDevmapperLockReleasedDeviceDeletion.func1", () -> {
            devices.mu.lock();
            try {
                done.send(true);
            } finally {
                devices.mu.unlock();
            }
        });
        select(after(Duration.ofMillis(1)).onReceive(t -> {}), done.onReceive(v -> {}));
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(Moby17176::testDevmapperLockReleasedDeviceDeletion);
        }
    }
}
