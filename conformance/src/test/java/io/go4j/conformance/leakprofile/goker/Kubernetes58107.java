// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.sync.Cond;
import io.go4j.sync.Mutex;
import io.go4j.sync.RWMutex;
import java.util.concurrent.locks.Lock;

/** Workers wait for a queue with a read lock, a writer waits for them, and other readers for the writer. (Go: goker/kubernetes58107.go.) */
final class Kubernetes58107 {
    private static final int ROUNDS = 1000;

    private Kubernetes58107() {}

    private static final class Queue {
        final Cond cond = new Cond(new Mutex());

        void get() {
            Lock lock = cond.lock();
            lock.lock();
            cond.await();
            lock.unlock();
        }

        void put() {
            cond.signal();
        }
    }

    private static final class ResourceQuotaController {
        final RWMutex workerLock = new RWMutex();
        final Queue queue = new Queue();
        final Queue missingUsageQueue = new Queue();

        void worker(Queue queue) {
            workerLock.rLock();
            try {
                queue.get();
            } finally {
                workerLock.rUnlock();
            }
        }

        void run() {
            go("ResourceQuotaController.worker", () -> worker(queue));
            go("ResourceQuotaController.worker", () -> worker(missingUsageQueue));
        }

        void sync() {
            for (int i = 0; i < ROUNDS; i++) {
                workerLock.lock();
                gosched();
                workerLock.unlock();
            }
        }

        void helperSignals() {
            for (int i = 0; i < ROUNDS; i++) {
                queue.put();
                missingUsageQueue.put();
            }
        }
    }

    static void run() {
        for (int i = 0; i < 100; i++) {
            go(() -> {
                var controller = new ResourceQuotaController();
                go(controller::run);
                go(controller::sync);
                controller.helperSignals();
            });
        }
    }
}
