// SPDX-License-Identifier: Apache-2.0
// Three replicas are asked, the first answer counts, and the others are told to stop.
// run: ./go4j run examples/patterns/FirstAnswer.java

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;

import io.go4j.Chan;
import io.go4j.context.Context;
import java.time.Duration;

void main() {
    try (var ctx = Context.background().withCancel()) {
        var first = Chan.<String>make(3); // room for all: nobody has to wait to be heard
        for (int millis : new int[] {60_000, 1, 30_000}) {
            go(() -> select(
                    after(Duration.ofMillis(millis)).onReceive(t -> first.send("answer after " + millis + " ms")),
                    ctx.done().onReceive(v -> {})));
        }
        IO.println(first.receive());
    }
}
