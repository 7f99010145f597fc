// SPDX-License-Identifier: Apache-2.0
// Two goroutines wait for each other, and no one else is left: the runtime says who waits where,
// and ends the program with exit code 2.
// run: ./go4j run examples/deadlock/ChannelDeadlock.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    var requests = Chan.<String>make();
    var replies = Chan.<String>make();

    go(() -> {
        replies.send("pong"); // wrong way round: it should receive the request first
        requests.receive();
    });

    IO.println("main asks");
    requests.send("ping");
    IO.println(replies.receive());
}
