// SPDX-License-Identifier: Apache-2.0
// A goroutine that works until its context is cancelled, and says why it stopped.
// run: ./go4j run examples/context/Worker.java

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.context.Context;

void main() {
    var numbers = Chan.<Integer>make();
    var ended = Chan.<String>make();
    var ctx = Context.background().withCancel();
    go(() -> ended.send(count(ctx, numbers)));
    for (int i = 0; i < 3; i++) {
        IO.println(numbers.receive());
    }
    ctx.cancel(new Exception("seen enough"));
    IO.println(ended.receive());
}

// @start region="done"
String count(Context ctx, Chan<Integer> to) {
    for (int n = 1; ; n++) {
        int next = n;
        boolean more = select(
                to.sending(next).map(() -> true),
                ctx.done().receiving().map(v -> false));
        if (!more) {
            return ctx.err().getMessage() + ": " + ctx.cause().getMessage();
        }
    }
}
// @end
