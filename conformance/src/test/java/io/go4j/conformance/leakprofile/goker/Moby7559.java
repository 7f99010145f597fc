// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.Mutex;
import java.io.IOException;

/** After a failure the loop goes on to its next turn with the mutex locked. (Go: goker/moby7559.go.) */
final class Moby7559 {
    private Moby7559() {}

    private static final class UdpProxy {
        final Mutex connTrackLock = new Mutex();

        void run() {
            for (int i = 0; i < 2; i++) {
                connTrackLock.lock();
                try {
                    dial(null);
                } catch (IOException e) {
                    continue; // without unlocking: the fault
                }
                break;
            }
            connTrackLock.unlock();
        }

        private static void dial(String address) throws IOException {
            if (address == null) {
                throw new IOException("dial: no address");
            }
        }
    }

    static void run() {
        for (int i = 0; i < 20; i++) {
            go(new UdpProxy()::run);
        }
    }
}
