// SPDX-License-Identifier: Apache-2.0
// A semaphore with weights: large jobs need more of it than small ones.
// run: ./go4j run examples/sync/Weighted.java

import io.go4j.sync.Semaphore;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicLong;

void main() {
    var inUse = new AtomicLong();
    var most = new AtomicLong();
    // @start region="semaphore"
    var memory = new Semaphore(100);
    var all = new WaitGroup();
    for (long megabytes : new long[] {10, 60, 50, 30, 90, 5}) {
        all.go(() -> {
            memory.acquire(megabytes);
            try {
                most.accumulateAndGet(inUse.addAndGet(megabytes), Math::max);
                inUse.addAndGet(-megabytes);
            } finally {
                memory.release(megabytes);
            }
        });
    }
    all.await();
    // @end
    IO.println("never more than 100: " + (most.get() <= 100));
}
