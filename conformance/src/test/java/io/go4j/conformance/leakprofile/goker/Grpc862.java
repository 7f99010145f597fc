// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.context.CancelContext;
import io.go4j.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connection that nobody got, for the dialling was cancelled, goes on by itself. (Go: goker/grpc862.go.) */
final class Grpc862 {
    private Grpc862() {}

    private static final class ClientConn {
        final CancelContext ctx = Context.background().withCancel();
        final List<AddrConn> conns = new ArrayList<>();

        void resetAddrConn() {
            var conn = new AddrConn(ctx.withCancel());
            conns.add(conn);
            conn.resetTransport();
        }

        void close() {
            ctx.cancel();
            conns.forEach(AddrConn::tearDown);
        }
    }

    private record AddrConn(CancelContext ctx) {
        void resetTransport() {
            ctx.withTimeout(Duration.ofNanos(10)).cancel();
            ctx.done().receive();
        }

        void tearDown() {
            ctx.cancel();
        }
    }

    private static void dialContext(Context ctx) {
        var conn = new ClientConn();
        ClientConn result = null; // set when all has gone well: so at a cancel there is nothing to close
        go("DialContext.func2", conn::resetAddrConn);
        if (ctx.err() != null && result != null) {
            result.close();
        }
    }

    static void run() {
        go(() -> {
            var ctx = Context.background().withCancel();
            go(() -> dialContext(ctx));
            go(() -> ctx.cancel());
        });
    }
}
