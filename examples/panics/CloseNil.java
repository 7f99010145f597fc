// SPDX-License-Identifier: Apache-2.0
// The nil channel is never ready, so there is nothing to close.
// run: ./go4j run examples/panics/CloseNil.java

import io.go4j.Chan;

void main() {
    Chan<Integer> ch = Chan.nil();
    IO.println("capacity " + ch.cap());
    ch.close();
}
