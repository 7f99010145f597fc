// SPDX-License-Identifier: Apache-2.0
// One goroutine, one channel, one value: a send meets a receive.
// run: ./go4j run examples/hello/Hello.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    // @start region="hello"
    var greetings = Chan.<String>make();

    go(() -> greetings.send("Hello from a goroutine!"));

    IO.println(greetings.receive());
    // @end
}
