// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;

import io.go4j.sync.RWMutex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Under the lock for writing, listeners are told, who lock for reading. (Go: goker/syncthing4829.go.) */
final class Syncthing4829 {
    private Syncthing4829() {}

    private static final class Mapping {
        final RWMutex mut = new RWMutex();
        final Map<String, Integer> extAddresses = new HashMap<>();

        void clearAddresses() {
            mut.lock();
            var removed = List.copyOf(extAddresses.values());
            extAddresses.clear();
            if (!removed.isEmpty()) {
                tell();
            }
            mut.unlock();
        }

        private void tell() {
            mut.rLock();
            mut.rUnlock();
        }
    }

    private static final class Service {
        final RWMutex mut = new RWMutex();
        final List<Mapping> mappings = new ArrayList<>();

        Mapping newMapping() {
            var mapping = new Mapping();
            mut.lock();
            mappings.add(mapping);
            mut.unlock();
            return mapping;
        }

        void removeMapping(Mapping mapping) {
            mut.lock();
            if (mappings.contains(mapping)) {
                mapping.clearAddresses();
            }
            mut.unlock();
        }
    }

    static void run() {
        go("Syncthing4829.func2", () -> {
            var service = new Service();
            var mapping = service.newMapping();
            mapping.extAddresses.put("test", 0);
            service.removeMapping(mapping);
        });
    }
}
