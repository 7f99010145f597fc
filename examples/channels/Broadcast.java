// SPDX-License-Identifier: Apache-2.0
// Three goroutines wait in a select. A receive from done releases exactly one of them;
// closing terminate releases all the rest: a close is a broadcast.
// run: ./go4j run examples/channels/Broadcast.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.Unit;

void main() {
    var done = Chan.<Boolean>make();
    var terminate = Chan.<Unit>make();
    var how = Chan.<String>make(3);

    for (int i = 0; i < 3; i++) {
        go(() -> select(
                done.onSend(true, () -> how.send("by a receive from done")),
                terminate.onReceive(_ -> how.send("by the close of terminate"))));
    }

    done.receive();
    IO.println("released " + how.receive());
    IO.println("others released: " + (how.tryReceive() != null));

    // @start region="close"
    terminate.close(); // releases all who wait for it, now or later
    // @end
    IO.println("released " + how.receive());
    IO.println("released " + how.receive());
}
