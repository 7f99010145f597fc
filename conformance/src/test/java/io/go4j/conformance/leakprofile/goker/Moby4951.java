// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.sleep;

import io.go4j.sync.Mutex;
import java.time.Duration;
import java.util.Map;

/** Deleting a device lets go of the lock of all for a while, with the lock of the one: two orders. (Go: goker/moby4951.go.) */
final class Moby4951 {
    private Moby4951() {}

    private static final class DeviceSet {
        final Mutex mu = new Mutex();
        final Map<String, Mutex> infos = Map.of("info1", new Mutex(), "info2", new Mutex());

        void deleteDevice(String name) {
            mu.lock();
            Mutex info = infos.get(name);
            info.lock();
            gosched();
            removeDeviceAndWait();
            info.unlock();
            mu.unlock();
        }

        private void removeDeviceAndWait() {
            mu.unlock();
            sleep(Duration.ofNanos(300));
            mu.lock();
        }
    }

    static void run() {
        go(() -> {
            var devices = new DeviceSet();
            go("DeviceSet.DeleteDevice", () -> devices.deleteDevice("info1"));
            go("DeviceSet.DeleteDevice", () -> devices.deleteDevice("info1"));
        });
    }
}
