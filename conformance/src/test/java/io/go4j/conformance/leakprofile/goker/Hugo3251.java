// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.sleep;

import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The lock of a URL is taken and given back under a lock of all, which one who waits for it holds. (Go: goker/hugo3251.go.) */
final class Hugo3251 {
    private static final String URL = "http://go.example/page";

    private Hugo3251() {}

    private static final class RemoteLock {
        final RWMutex all = new RWMutex();
        final Map<String, Mutex> locks = new HashMap<>();

        void urlLock(String url) {
            all.lock();
            locks.computeIfAbsent(url, u -> new Mutex()).lock();
            gosched();
            all.unlock();
        }

        void urlUnlock(String url) {
            all.rLock();
            locks.get(url).unlock();
            all.rUnlock();
        }
    }

    static void run() {
        for (int i = 0; i < 11; i++) {
            go("Hugo3251.func2", () -> {
                var lock = new RemoteLock();
                for (int pass = 0; pass < 2; pass++) {
                    var wg = new WaitGroup();
                    for (int reader = 0; reader < 100; reader++) {
                        wg.add(1);
                        go("Hugo3251.func2.1", () -> {
                            for (int j = 0; j < 200; j++) {
                                lock.urlLock(URL);
                                lock.urlUnlock(URL);
                                sleep(Duration.ofNanos(300));
                            }
                            wg.done();
                        });
                    }
                    wg.await();
                }
            });
        }
    }
}
