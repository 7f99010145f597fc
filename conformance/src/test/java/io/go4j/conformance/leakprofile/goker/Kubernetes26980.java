// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.Chan;
import io.go4j.Unit;
import io.go4j.sync.Cond;
import io.go4j.sync.RWMutex;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener that has something to do, but must first be stopped, waits with the lock that the caller wants. (Go:
 * goker/kubernetes26980.go.)
 */
final class Kubernetes26980 {
    private Kubernetes26980() {}

    private static final class ProcessorListener {
        final RWMutex lock = new RWMutex();
        final Cond cond = new Cond(lock);
        final List<Integer> pending = new ArrayList<>();

        void add(int notification) {
            lock.lock();
            pending.add(notification);
            cond.broadcast();
            lock.unlock();
        }

        void pop(Chan<Unit> stop) {
            lock.lock();
            gosched();
            try {
                while (pending.isEmpty()) {
                    if (stop.isClosed()) {
                        return;
                    }
                    cond.await();
                }
                stop.receive();
            } finally {
                lock.unlock();
            }
        }
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go("Kubernetes26980.func2", () -> {
                var listener = new ProcessorListener();
                var stop = Chan.<Unit>make();
                listener.add(1);
                gosched();
                go("processorListener.pop", () -> listener.pop(stop));
                var result = Chan.<Unit>make();
                go("Kubernetes26980.func2.1", () -> {
                    listener.lock.lock();
                    result.close();
                });
                gosched();
                result.receive();
                listener.lock.unlock();
                stop.close();
            });
        }
    }
}
