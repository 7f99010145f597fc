// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.leakprofile.goker;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;

import io.go4j.sync.RWMutex;
import java.util.concurrent.ThreadLocalRandom;

/** A state is read under a read lock by a method that read-locks again, and a writer comes between. (Go: goker/kubernetes62464.go.) */
final class Kubernetes62464 {
    private Kubernetes62464() {}

    private static final class StateMemory {
        final RWMutex mu = new RWMutex();

        void cpuSetOrDefault() {
            mu.rLock();
            try {
                if (!cpuSet()) {
                    defaultCpuSet();
                }
            } finally {
                mu.rUnlock();
            }
        }

        private boolean cpuSet() {
            gosched();
            mu.rLock();
            mu.rUnlock();
            return ThreadLocalRandom.current().nextInt(10) > 5;
        }

        void defaultCpuSet() {
            mu.rLock();
            mu.rUnlock();
        }

        void setDefaultCpuSet() {
            mu.lock();
            gosched();
            mu.unlock();
        }
    }

    private static void removeContainer(StateMemory state) {
        state.defaultCpuSet();
        state.setDefaultCpuSet();
    }

    static void run() {
        for (int i = 0; i < Goker.MANY; i++) {
            go(() -> {
                var state = new StateMemory();
                go("manager.reconcileState", state::cpuSetOrDefault);
                go("staticPolicy.RemoveContainer", () -> removeContainer(state));
            });
        }
    }
}
