// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.context.Context;

/**
 * The consumer of a channel returns when its context is cancelled; the producer has more than the buffer takes. (Go:
 * goker/cockroach18101.go.)
 */
final class Cockroach18101 {
    private static final int CAPACITY = 6;

    private Cockroach18101() {}

    private static boolean restore(Context ctx) {
        var readyForImport = Chan.<Boolean>make(CAPACITY);
        go("restore.func1", () -> {
            try {
                splitAndScatter(readyForImport);
            } finally {
                readyForImport.close();
            }
        });
        for (boolean ready : readyForImport) {
            ctx.done().receive();
            return ready;
        }
        return true;
    }

    private static void splitAndScatter(Chan<Boolean> readyForImport) {
        for (int i = 0; i < CAPACITY + 2; i++) {
            readyForImport.send(i != 0);
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            var ctx = Context.background().withCancel();
            go(() -> restore(ctx));
            go(() -> ctx.cancel());
        }
    }
}
