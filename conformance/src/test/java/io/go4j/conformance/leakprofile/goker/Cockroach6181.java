// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;

/** Readers read-lock again for what they print, while one of them has gone on to lock for writing. (Go: goker/cockroach6181.go.) */
final class Cockroach6181 {
    private Cockroach6181() {}

    private static final class RangeDescriptorCache {
        final RWMutex rangeCacheMu = new RWMutex();
        volatile String printed;

        void lookupRangeDescriptor() {
            rangeCacheMu.rLock();
            gosched();
            printed = toString();
            rangeCacheMu.rUnlock();
            rangeCacheMu.lock();
            rangeCacheMu.unlock();
        }

        @Override
        public String toString() {
            rangeCacheMu.rLock();
            try {
                return "some ranges";
            } finally {
                rangeCacheMu.rUnlock();
            }
        }
    }

    private static void testRangeCacheCoalescedRequests() {
        var cache = new RangeDescriptorCache();
        var wg = new WaitGroup();
        for (int i = 0; i < 3; i++) {
            wg.add(1);
            go("testRangeCacheCoalescedRequests.func1.1", () -> {
                cache.lookupRangeDescriptor();
                wg.done();
            });
        }
        wg.await();
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(Cockroach6181::testRangeCacheCoalescedRequests);
        }
    }
}
