// SPDX-License-Identifier: Apache-2.0
// A table that many read and few write.
// run: ./go4j run examples/sync/RWMutexCache.java

import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

// @start region="rwmutex"
static final class Table {
    private final RWMutex mutex = new RWMutex();
    private final Map<String, Integer> entries = new HashMap<>();

    Integer get(String key) {
        mutex.rLock();
        try {
            return entries.get(key);
        } finally {
            mutex.rUnlock();
        }
    }

    void increment(String key) {
        mutex.lock();
        try {
            entries.merge(key, 1, Integer::sum);
        } finally {
            mutex.unlock();
        }
    }
}
// @end

void main() {
    var table = new Table();
    table.increment("hits");
    var found = new AtomicInteger();
    var group = new WaitGroup();
    for (int i = 0; i < 10; i++) {
        group.go(() -> table.increment("hits"));
        group.go(() -> {
            if (table.get("hits") > 0) {
                found.incrementAndGet();
            }
        });
    }
    group.await();
    IO.println("hits " + table.get("hits") + ", found by " + found);
}
