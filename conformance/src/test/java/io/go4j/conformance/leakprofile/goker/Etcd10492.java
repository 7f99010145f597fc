// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.context.Context;
import io.go4j.sync.RWMutex;
import java.util.function.Consumer;

/** A lease calls back, under its lock, what locks it again. (Go: goker/etcd10492.go.) */
final class Etcd10492 {
    private Etcd10492() {}

    private static final class Lessor {
        final RWMutex mu = new RWMutex();
        Consumer<Context> checkpointer;

        void checkpoint() {
            mu.lock();
            mu.unlock();
        }

        void setCheckpointer(Consumer<Context> checkpointer) {
            mu.lock();
            this.checkpointer = checkpointer;
            mu.unlock();
        }

        void renew() {
            mu.lock();
            try {
                checkpointer.accept(Context.background());
            } finally {
                mu.unlock();
            }
        }
    }

    static void run() {
        go("Etcd10492.func2", () -> {
            var lessor = new Lessor();
            lessor.setCheckpointer(ctx -> lessor.checkpoint());
            lessor.renew();
        });
    }
}
