// SPDX-License-Identifier: Apache-2.0
// main waits for ever, but the other goroutine is busy, and who knows what it will do? While one
// goroutine runs there is no deadlock to report: the program hangs. End it with Ctrl-C.
// run: ./go4j run examples/deadlock/BusyHidesDeadlock.java

import static io.go4j.Go4j.*;

import io.go4j.Chan;

void main() {
    var done = Chan.<Boolean>make();

    go(() -> {
        boolean forever = true;
        while (forever) Thread.onSpinWait();
        done.send(true);
    });

    IO.println("main waits");
    done.receive();
}
