// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.WaitGroup;
import java.util.List;

/** In the loop that starts the plugins, after the first, all are waited for. (Go: goker/moby25384.go.) */
final class Moby25348 {
    private Moby25348() {}

    private record Manager(List<String> plugins) {
        void init() {
            var group = new WaitGroup();
            group.add(plugins.size());
            for (String plugin : plugins) {
                go(plugin, group::done);
                group.await(); // belongs after the loop
            }
        }
    }

    static void run() {
        go(() -> go(new Manager(List.of("plugin1", "plugin2"))::init));
    }
}
