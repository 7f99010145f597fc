// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.context.Context;
import java.util.List;

/** After a cancel, a goroutine is to take what is still sent, but the sender has heard of the cancel too. (Go: goker/cockroach10790.go.) */
final class Cockroach10790 {
    private Cockroach10790() {}

    private record Replica(List<Chan<Boolean>> chans) {
        void beginCmds(Context ctx) {
            for (var ch : chans) {
                select(
                        ch.onReceive(v -> {}),
                        ctx.done().onReceive(v -> go("Replica.beginCmds.func1", () -> chans.forEach(Chan::receive))));
            }
        }

        void sendChans(Context ctx) {
            for (var ch : chans) {
                boolean sent = select(ch.sending(true).map(() -> true), ctx.done().receiving().map(v -> false));
                if (!sent) {
                    return;
                }
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var replica = new Replica(List.of(Chan.make(), Chan.make()));
                var ctx = Context.background().withCancel();
                go(() -> replica.sendChans(ctx));
                go(() -> replica.beginCmds(ctx));
                go(() -> ctx.cancel());
            });
        }
    }
}
