// SPDX-License-Identifier: Apache-2.0
// A context that ends with either of two, and tells for which.
// run: ./go4j run examples/context/MergeContexts.java

import io.go4j.context.CancelContext;
import io.go4j.context.Context;

void main() {
    var request = Context.background().withCancel();
    var server = Context.background().withCancel();
    try (var both = merge(request, server)) {
        server.cancel(new Exception("the server shuts down"));
        both.done().receive();
        IO.println(both.err().getMessage() + ": " + both.cause().getMessage());
    }
}

CancelContext merge(Context ctx, Context other) {
    var both = ctx.withCancel();
    var link = other.afterFunc(() -> both.cancel(other.cause()));
    both.afterFunc(link::stop);
    return both;
}
