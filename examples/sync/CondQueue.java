// SPDX-License-Identifier: Apache-2.0
// A queue that makes its readers wait, with a Cond.
// run: ./go4j run examples/sync/CondQueue.java

import static io.go4j.Go4j.go;

import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import java.util.ArrayDeque;

// @start region="cond"
static final class Queue {
    private final Mutex mutex = new Mutex();
    private final Cond filled = new Cond(mutex);
    private final ArrayDeque<String> items = new ArrayDeque<>();

    void put(String item) {
        mutex.lock();
        try {
            items.add(item);
        } finally {
            mutex.unlock();
        }
        filled.signal();
    }

    String take() {
        mutex.lock();
        try {
            while (items.isEmpty()) {
                filled.await(); // unlocks while it waits
            }
            return items.remove();
        } finally {
            mutex.unlock();
        }
    }
}
// @end

void main() {
    var queue = new Queue();
    go(() -> {
        for (String word : "to be or not to be".split(" ")) {
            queue.put(word);
        }
    });
    for (int i = 0; i < 6; i++) {
        IO.println(queue.take());
    }
}
