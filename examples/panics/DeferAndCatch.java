// SPDX-License-Identifier: Apache-2.0
// What is deferred runs at the end of the block, last one first, even if the block panics. And a
// panic is an exception: catch is Go's recover.
// run: ./go4j run examples/panics/DeferAndCatch.java

import static io.go4j.Go4j.*;

import io.go4j.Panic;

void main() {
    try {
        climb();
        IO.println("never printed");
    } catch (Panic p) {
        IO.println("recovered: " + p.getMessage());
    }
    IO.println("main goes on");
}

void climb() {
    // @start region="defer"
    try (var d = defer()) {
        for (int floor = 1; floor <= 3; floor++) {
            int here = floor;
            IO.println("up to floor " + here);
            d.run(() -> IO.println("down from floor " + here));
        }
        panic("no more floors");
    }
    // @end
}
