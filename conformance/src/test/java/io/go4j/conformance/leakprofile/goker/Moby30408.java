// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import java.io.IOException;

/** A plugin that failed is waited for as if it could still become active. (Go: goker/moby30408.go.) */
final class Moby30408 {
    private Moby30408() {}

    private static final class Plugin {
        final Cond activateWait = new Cond(new Mutex());
        String manifest;
        Exception activateError;

        void waitActive() {
            activateWait.lock().lock();
            while (manifest == null) {
                activateWait.await();
            }
            activateWait.lock().unlock();
        }
    }

    private static void testActive(Plugin plugin) {
        var done = Chan.<Unit>make();
        go("testActive.func1", () -> {
            plugin.waitActive();
            done.close();
        });
        done.receive();
    }

    static void run() {
        go("Moby30408.func2", () -> {
            var plugin = new Plugin();
            plugin.activateError = new IOException("no manifest");
            testActive(plugin);
        });
    }
}
