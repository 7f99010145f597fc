// SPDX-License-Identifier: Apache-2.0
// A channel is closed once, by one goroutine: a second close is a mistake, not a no-op.
// run: ./go4j run examples/panics/CloseTwice.java

import io.go4j.Chan;

void main() {
    var ch = Chan.<Integer>make();
    ch.close();
    IO.println("closed: " + ch.isClosed());
    ch.close();
}
