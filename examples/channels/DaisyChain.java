// SPDX-License-Identifier: Apache-2.0
// A chain of 100,000 goroutines: each waits for its right neighbour's number and hands it, plus
// one, to the left.
// run: ./go4j run examples/channels/DaisyChain.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    var leftmost = Chan.<Integer>make();

    var left = leftmost;
    for (int i = 0; i < 100_000; i++) {
        var to = left;
        var from = Chan.<Integer>make();
        go(() -> to.send(from.receive() + 1));
        left = from;
    }

    left.send(1); // the last one made is the right end
    IO.println(leftmost.receive());
}
