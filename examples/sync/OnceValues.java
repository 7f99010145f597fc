// SPDX-License-Identifier: Apache-2.0
// A value that is computed when it is first asked for; a failure is remembered, too.
// run: ./go4j run examples/sync/OnceValues.java

import io.go4j.sync.OnceValue;
import java.io.IOException;

void main() {
    // @start region="oncevalue"
    var limit = OnceValue.of(() -> {
        IO.println("computing");
        return 42;
    });
    IO.println(limit.get() + limit.get());
    // @end

    var config = OnceValue.of(() -> {
        IO.println("reading");
        throw new IOException("no such file");
    });
    for (int i = 0; i < 2; i++) {
        try {
            config.get();
        } catch (Exception e) {
            IO.println(e.getMessage());
        }
    }
}
