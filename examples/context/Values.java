// SPDX-License-Identifier: Apache-2.0
// A value that belongs to a request and travels with it.
// run: ./go4j run examples/context/Values.java

import io.go4j.context.Context;
import io.go4j.context.Key;

// @start region="value"
static final Key<String> USER = Key.of("user");

void main() {
    Context request = Context.background().withValue(USER, "gopher");
    handle(request);
    IO.println(request);
}

void handle(Context ctx) {
    IO.println("hello, " + ctx.value(USER));
}
// @end
