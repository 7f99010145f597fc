// SPDX-License-Identifier: Apache-2.0
// goexit() ends the goroutine that calls it, from however deep; what was deferred runs on the way
// out, and so do finally blocks. No other goroutine is affected.
// run: ./go4j run examples/goroutines/Goexit.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.Unit;

void main() {
    var ended = Chan.<Unit>make();
    go(() -> {
        // @start region="goexit"
        try (var d = defer()) {
            d.run(() -> ended.close());
            d.run(() -> IO.println("deferred, runs all the same"));
            search();
            IO.println("never printed");
        }
        // @end
    });
    ended.receive();
    IO.println("main goes on");
}

void search() {
    try {
        IO.println("found it, no need to go on");
        goexit();
    } finally {
        IO.println("finally, too");
    }
}
