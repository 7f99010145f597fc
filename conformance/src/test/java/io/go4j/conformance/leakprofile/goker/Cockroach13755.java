// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.context.CancelContext;
import io.go4j.context.Context;

/** Rows that are never closed keep a goroutine waiting for their context. (Go: goker/cockroach13755.go.) */
final class Cockroach13755 {
    private Cockroach13755() {}

    private static final class Rows {
        private CancelContext own;

        void initContextClose(Context parent) {
            own = parent.withCancel();
            go(this::awaitDone);
        }

        private void awaitDone() {
            own.done().receive();
            close();
        }

        void close() {
            own.cancel();
        }
    }

    static void run() {
        var rows = new Rows();
        rows.initContextClose(Context.background());
    }
}
