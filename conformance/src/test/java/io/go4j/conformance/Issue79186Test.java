// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Go: test/fixedbugs/issue79186.go. What a reader reads is not older than its lock. */
@Tag("RW-7")
class Issue79186Test {
    @Test
    void main() {
        int loops = Goroutines.scaled(300);
        Goroutines.runWithProcs(2, () -> {
            var rw = new RWMutex();
            var map = new HashMap<Integer, int[]>();
            var torn = new AtomicInteger();
            var wg = new WaitGroup();
            for (int g = 0; g < 64; g++) {
                int id = g;
                wg.go(() -> {
                    for (int i = 0; i < loops; i++) {
                        int key = (id + i) & 15;
                        rw.rLock();
                        int[] pair = map.get(key);
                        if (pair != null && pair[0] != pair[1]) {
                            torn.incrementAndGet();
                        }
                        rw.rUnlock();
                        if (pair == null || (i & 7) == 0) {
                            rw.lock();
                            map.put(key, new int[] {i, i});
                            rw.unlock();
                        }
                    }
                });
            }
            wg.await();
            assertThat(torn).hasValue(0);
            assertThat(map).hasSize(16);
        });
    }
}
