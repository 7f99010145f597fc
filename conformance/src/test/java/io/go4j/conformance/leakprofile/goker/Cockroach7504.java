// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.sync.Mutex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A lease and a cache of names are locked in two orders. (Go: goker/cockroach7504.go.) */
final class Cockroach7504 {
    private Cockroach7504() {}

    private static final class LeaseState {
        final Mutex mu = new Mutex();
    }

    private static final class TableNameCache {
        final Mutex mu = new Mutex();
        final Map<Integer, LeaseState> tables = new HashMap<>();

        void get(int id) {
            mu.lock();
            try {
                LeaseState lease = tables.get(id);
                if (lease != null) {
                    lease.mu.lock();
                    lease.mu.unlock();
                }
            } finally {
                mu.unlock();
            }
        }

        void remove(LeaseState lease) {
            mu.lock();
            gosched();
            tables.values().remove(lease);
            mu.unlock();
        }
    }

    private static final class TableState {
        final Mutex mu = new Mutex();
        final TableNameCache tableNameCache;
        final List<LeaseState> active;

        TableState(TableNameCache tableNameCache, List<LeaseState> active) {
            this.tableNameCache = tableNameCache;
            this.active = new ArrayList<>(active);
        }

        void release(int id) {
            mu.lock();
            LeaseState lease = active.get(id);
            lease.mu.lock();
            gosched();
            try {
                active.remove(lease);
                tableNameCache.remove(lease);
            } finally {
                lease.mu.unlock();
                mu.unlock();
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var names = new TableNameCache();
                names.tables.put(0, new LeaseState());
                names.tables.put(1, new LeaseState());
                var table = new TableState(names, List.of(names.tables.get(0), names.tables.get(1)));
                go("Cockroach7504.func2.1", () -> names.get(0));
                go("Cockroach7504.func2.2", () -> table.release(0));
            });
        }
    }
}
