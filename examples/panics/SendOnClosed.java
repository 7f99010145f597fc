// SPDX-License-Identifier: Apache-2.0
// Only the sender knows that nothing more will be sent: a close by anyone else makes it panic.
// run: ./go4j run examples/panics/SendOnClosed.java

import io.go4j.Chan;

void main() {
    var ch = Chan.<Integer>make(2);
    ch.send(1);
    ch.close();
    IO.println("what was sent before the close arrives: " + ch.receive());
    ch.send(2);
}
