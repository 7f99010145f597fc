// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.context.CancelContext;
import io.go4j.context.Context;

/** A transaction's goroutine waits for the end of a context that is never cancelled. (Go: goker/cockroach13197.go.) */
final class Cockroach13197 {
    private Cockroach13197() {}

    private record Tx(CancelContext ctx) {
        void awaitDone() {
            ctx.done().receive();
        }

        void rollback() {
            ctx.cancel();
        }
    }

    private static Tx begin(Context parent) {
        var tx = new Tx(parent.withCancel());
        go(tx::awaitDone);
        return tx;
    }

    static void run() {
        begin(Context.background()); // and nobody rolls it back
    }
}
