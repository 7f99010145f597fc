// SPDX-License-Identifier: Apache-2.0
// However many goroutines ask at the same time, the work is done once, and all wait for it.
// run: ./go4j run examples/sync/OnceOnly.java

import io.go4j.sync.Once;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicInteger;

void main() {
    // @start region="once"
    var once = new Once();
    var ready = new AtomicInteger();
    var all = new WaitGroup();
    for (int i = 0; i < 10; i++) {
        all.go(() -> {
            once.run(() -> IO.println("set up"));
            ready.incrementAndGet(); // after the set-up, whoever did it
        });
    }
    all.await();
    IO.println(ready + " are ready");
    // @end
}
