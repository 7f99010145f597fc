// SPDX-License-Identifier: Apache-2.0
// What is to happen when a context ends, and taking that back.
// run: ./go4j run examples/context/AfterFunc.java

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.context.Context;

void main() {
    var cleaned = Chan.<Unit>make();
    var ctx = Context.background().withCancel();
    ctx.afterFunc(() -> {
        IO.println("cleaning up");
        cleaned.close();
    });
    var other = ctx.afterFunc(() -> IO.println("never"));
    IO.println("stopped in time: " + other.stop());
    ctx.cancel();
    cleaned.receive();
}
