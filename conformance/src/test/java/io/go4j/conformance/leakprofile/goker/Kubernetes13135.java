// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.Once;
import io.go4j.sync.RWMutex;
import io.go4j.sync.WaitGroup;

/** A cache and the cache below it are locked in two orders. (Go: goker/kubernetes13135.go.) */
final class Kubernetes13135 {
    private Kubernetes13135() {}

    private static void until(Chan<Unit> stop, GoBody body) throws Exception {
        while (!stop.isClosed()) {
            body.run();
            gosched();
        }
    }

    private static final class WatchCache {
        final RWMutex mu = new RWMutex();
        final Cacher above;

        WatchCache(Cacher above) {
            this.above = above;
        }

        void add() {
            mu.lock();
            try {
                above.processEvent();
            } finally {
                mu.unlock();
            }
        }

        void replace() {
            mu.lock();
            try {
                above.replaced();
            } finally {
                mu.unlock();
            }
        }
    }

    private static final class Cacher {
        final Mutex mu = new Mutex();
        final WaitGroup initialized = new WaitGroup();
        final Once initOnce = new Once();
        final WatchCache below = new WatchCache(this);

        void start(Chan<Unit> stop) {
            initialized.add(1);
            go("Util", () -> until(stop, this::startCaching));
            initialized.await();
        }

        private void startCaching() {
            mu.lock();
            below.replace();
        }

        void replaced() {
            initOnce.run(initialized::done);
            mu.unlock();
        }

        void processEvent() {
            mu.lock();
            mu.unlock();
        }
    }

    static void run() {
        for (int i = 0; i < 50; i++) {
            go(() -> {
                var stop = Chan.<Unit>make();
                var cacher = new Cacher();
                cacher.start(stop);
                go("WatchCache.Add", cacher.below::add);
                go(stop::close);
            });
        }
    }
}
