// SPDX-License-Identifier: Apache-2.0
// One done() too few: main waits for a worker that has long ended.
// run: ./go4j run examples/deadlock/WaitGroupDeadlock.java

import static io.go4j.Go4j.*;

import io.go4j.sync.WaitGroup;

void main() {
    var workers = new WaitGroup();
    workers.add(2); // but only one is started

    go(() -> {
        IO.println("the worker is done");
        workers.done();
    });

    workers.await();
    IO.println("never printed");
}
