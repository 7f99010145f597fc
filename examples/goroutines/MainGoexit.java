// SPDX-License-Identifier: Apache-2.0
// When main itself calls goexit(), the program goes on with the other goroutines. When the last of
// them has ended there is nobody to return from main: a deadlock, exit code 2.
// run: ./go4j run examples/goroutines/MainGoexit.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.Unit;

void main() {
    var mainIsGone = Chan.<Unit>make();
    go(() -> {
        mainIsGone.receive();
        IO.println("the other goroutine goes on, and ends");
    });

    try (var d = defer()) {
        d.run(() -> mainIsGone.close());
        d.run(() -> IO.println("main is leaving"));
        goexit();
    }
}
