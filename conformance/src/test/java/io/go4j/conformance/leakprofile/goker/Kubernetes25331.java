// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import java.io.IOException;

/** A watch cancels itself before it hands over the error, which then nobody wants. (Go: goker/kubernetes25331.go.) */
final class Kubernetes25331 {
    private Kubernetes25331() {}

    private static final class WatchChan {
        final CancelContext ctx = Context.background().withCancel();
        final Chan<Boolean> results = Chan.make();
        final Chan<Exception> errors = Chan.make();

        void run() {
            select(
                    errors.onReceive(e -> {
                        ctx.cancel();
                        results.send(e != null);
                    }),
                    ctx.done().onReceive(v -> {}));
        }

        void stop() {
            errors.send(new IOException("stopped"));
            ctx.cancel();
        }
    }

    static void run() {
        go(() -> {
            var watch = new WatchChan();
            go(watch::run);
            go(watch::stop);
        });
    }
}
