// SPDX-License-Identifier: Apache-2.0
// Three parts of a task; one fails, and the others are told to stop.
// run: ./go4j run examples/sync/AllOrNothing.java

import io.go4j.context.Context;
import io.go4j.sync.ErrGroup;
import java.io.IOException;

void main() {
    // @start region="errgroup"
    try (var group = ErrGroup.withContext(Context.background())) {
        for (String part : List.of("left", "right")) {
            group.go(() -> {
                group.context().done().receive();
                IO.println("stopped");
            });
        }
        group.go(() -> {
            throw new IOException("no middle");
        });
        group.await(); // throws the first failure
    } catch (Exception e) {
        IO.println(e.getMessage());
    }
    // @end
}
