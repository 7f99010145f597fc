// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.Unit;

/** Who asks a node for its status finds it stopped. (Go: goker/etcd6857.go.) */
final class Etcd6857 {
    private Etcd6857() {}

    private static final class Node {
        final Chan<Chan<Unit>> status = Chan.make();
        final Chan<Unit> stop = Chan.make();
        final Chan<Unit> done = Chan.make();

        void status() {
            var answer = Chan.<Unit>make();
            status.send(answer);
            answer.receive();
        }

        void run() {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = select(
                        status.receiving().map(answer -> {
                            answer.send(Unit.UNIT);
                            return true;
                        }),
                        stop.receiving().map(v -> {
                            done.close();
                            return false;
                        }));
            }
        }

        void stop() {
            select(stop.onSend(Unit.UNIT, done::receive), done.onReceive(v -> {}));
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var node = new Node();
                go(node::run);
                go(node::status);
                go(node::stop);
            });
        }
    }
}
