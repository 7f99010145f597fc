// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;

/** An informer asks its queue under its lock, and the queue tells the informer under its own. (Go: goker/kubernetes30872.go.) */
final class Kubernetes30872 {
    private Kubernetes30872() {}

    private static final class DeltaFifo {
        final RWMutex lock = new RWMutex();

        void hasSynced() {
            lock.lock();
            lock.unlock();
        }

        void pop(Runnable process) {
            lock.lock();
            try {
                process.run();
            } finally {
                lock.unlock();
            }
        }
    }

    private record Controller(DeltaFifo queue, FederatedInformer informer) {
        void run(Chan<Unit> stop) {
            while (!stop.isClosed()) {
                queue.pop(informer::addCluster);
                gosched();
            }
        }
    }

    private static final class FederatedInformer {
        final Mutex mu = new Mutex();
        final Controller controller = new Controller(new DeltaFifo(), this);
        final Chan<Unit> stop = Chan.make();

        void clustersSynced() {
            mu.lock();
            try {
                controller.queue.hasSynced();
            } finally {
                mu.unlock();
            }
        }

        void addCluster() {
            mu.lock();
            mu.unlock();
        }

        void start() {
            mu.lock();
            go("Controller.Run", () -> controller.run(stop));
            gosched();
            mu.unlock();
        }

        void stop() {
            mu.lock();
            stop.close();
            mu.unlock();
        }
    }

    private static final class NamespaceController {
        final FederatedInformer informer = new FederatedInformer();

        void run(Chan<Unit> stop) {
            informer.start();
            go("NamespaceController.Run.func1", () -> {
                stop.receive();
                informer.stop();
            });
            go("DelayingDeliverer.StartWithHandler.func1", informer::clustersSynced);
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var stop = Chan.<Unit>make();
                new NamespaceController().run(stop);
                stop.close();
            });
        }
    }
}
