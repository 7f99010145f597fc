// SPDX-License-Identifier: Apache-2.0
// For a single number an atomic of the JDK is enough.
// run: ./go4j run examples/sync/AtomicCounter.java

import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicLong;

void main() {
    var ops = new AtomicLong();
    var all = new WaitGroup();
    for (int i = 0; i < 50; i++) {
        all.go(() -> {
            for (int c = 0; c < 1000; c++) {
                ops.incrementAndGet();
            }
        });
    }
    all.await();
    IO.println("ops: " + ops);
}
