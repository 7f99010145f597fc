// SPDX-License-Identifier: Apache-2.0
// A panic that nothing catches ends the whole program, in whichever goroutine it happens: the
// message, the goroutine's stack, exit code 2. No other goroutine gets a chance to clean up.
// run: ./go4j run examples/panics/PanicInGoroutine.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;
import io.go4j.Unit;

void main() {
    var never = Chan.<Unit>make();
    IO.println("main waits");
    try {
        go(() -> fail());
        never.receive();
    } finally {
        IO.println("never printed");
    }
}

void fail() {
    // @start region="panic"
    panic("something is very wrong");
    // @end
}
