// SPDX-License-Identifier: Apache-2.0
// With one P only one goroutine runs at a time. One that polls has to hand over with gosched(), or
// what it waits for could not happen. (To wait on a channel is better: then nobody polls.)
// run: GOMAXPROCS=1 ./go4j run examples/goroutines/Gosched.java

import static io.go4j.Go4j.*;

import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicInteger;

void main() {
    var turn = new AtomicInteger();
    var all = new WaitGroup();

    for (int i = 0; i < 3; i++) {
        int id = i; // a lambda captures only what does not change
        all.go(() -> {
            for (int round = 1; round <= 3; round++) {
                // @start region="gosched"
                while (turn.get() % 3 != id) {
                    gosched(); // to the tail of the queue; resumes by itself
                }
                // @end
                IO.println("round " + round + ": " + id);
                turn.incrementAndGet();
            }
        });
    }
    all.await();
}
