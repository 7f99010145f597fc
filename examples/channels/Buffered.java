// SPDX-License-Identifier: Apache-2.0
// A buffered channel: a send waits only when it is full, a receive only when it is empty. And the
// operations that never wait.
// run: ./go4j run examples/channels/Buffered.java

import io.go4j.Chan;
import io.go4j.Received;

void main() {
    // @start region="buffered"
    var ch = Chan.<String>make(2);
    ch.send("one"); // does not wait: there is room
    ch.send("two");
    IO.println(ch.len() + " of " + ch.cap());
    // @end

    // @start region="try"
    if (!ch.trySend("three")) IO.println("full");
    IO.println(ch.tryReceive());
    IO.println(ch.tryReceive());
    IO.println(ch.tryReceive()); // null: nothing ready, or closed
    // @end

    look(ch);
    ch.trySend("four");
    look(ch);
    ch.close();
    look(ch);
}

void look(Chan<String> ch) {
    // @start region="poll"
    IO.println(switch (ch.poll()) {
        case Received.Value(var text) -> "received " + text;
        case Received.Empty() -> "nothing there";
        case Received.Closed() -> "closed";
    });
    // @end
}
