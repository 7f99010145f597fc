// SPDX-License-Identifier: Apache-2.0
// A mutex guards a map that many goroutines change.
// run: ./go4j run examples/sync/MutexCounter.java

import io.go4j.sync.Mutex;
import io.go4j.sync.WaitGroup;

final Map<String, Integer> counts = new TreeMap<>();
final Mutex mutex = new Mutex();

void main() {
    var all = new WaitGroup();
    for (var name : List.of("a", "b", "a")) {
        all.go(() -> {
            for (int i = 0; i < 1000; i++) increment(name);
        });
    }
    all.await();
    IO.println("a: " + counts.get("a") + ", b: " + counts.get("b"));
}

void increment(String name) {
    // @start region="mutex"
    mutex.lock();
    try {
        counts.merge(name, 1, Integer::sum);
    } finally {
        mutex.unlock();
    }
    // @end
}
