// SPDX-License-Identifier: Apache-2.0
// A function that returns a channel: the values come as they are asked for, and end with the context.
// run: ./go4j run examples/patterns/Generator.java

import static io.go4j.Go4j.go;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.context.Context;
import io.go4j.flow.Pipes;

void main() {
    try (var ctx = Context.background().withCancel()) {
        for (long f : fibonacci(ctx)) {
            if (f > 100) {
                break; // closing the context ends the generator
            }
            IO.println(f);
        }
    }
}

RecvChan<Long> fibonacci(Context ctx) {
    var out = Chan.<Long>make();
    go(() -> {
        long a = 0;
        long b = 1;
        while (Pipes.send(ctx, out, a)) {
            long next = a + b;
            a = b;
            b = next;
        }
        out.close();
    });
    return out;
}
