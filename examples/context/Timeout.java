// SPDX-License-Identifier: Apache-2.0
// Work that is given up when its time runs out.
// run: ./go4j run examples/context/Timeout.java

import static io.go4j.Go4j.after;
import static io.go4j.Go4j.select;

import io.go4j.context.Context;
import java.time.Duration;

void main() {
    // @start region="timeout"
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(50))) {
        IO.println(slowAnswer(ctx));
    } catch (Exception e) {
        IO.println(e.getMessage());
    }
    // @end
}

String slowAnswer(Context ctx) {
    return select(
            after(Duration.ofMinutes(1)).receiving().map(t -> "42"),
            ctx.done().receiving().map(v -> {
                ctx.throwIfDone();
                return "";
            }));
}
