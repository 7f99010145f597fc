// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OsThreadTest {
    @Test
    void theCallerIsNotBlocked() {
        assertThat(OsThread.current().isBlocked()).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadIsBlockedWhileItWaits() throws InterruptedException {
        var os = new AtomicReference<OsThread>();
        var go = new CountDownLatch(1);
        var stop = new AtomicBoolean();
        Thread t = new Thread(() -> {
            os.set(OsThread.current());
            try {
                go.await();
            } catch (InterruptedException e) {
                return;
            }
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        }, "a name) S (with parentheses");
        t.start();
        var watcher = new OsThread.Watcher();
        while (os.get() == null || !os.get().isBlocked() || !watcher.isBlocked(os.get())) {
            Thread.onSpinWait();
        }
        assertThat(watcher.isBlocked(OsThread.current())).as("another thread, the caller").isFalse();
        assertThat(watcher.isBlocked(os.get())).isTrue();
        go.countDown();
        while (os.get().isBlocked() || watcher.isBlocked(os.get())) {
            Thread.onSpinWait();
        }
        stop.set(true);
        t.join();
        assertThat(os.get().isBlocked()).as("a thread that has ended").isFalse();
        assertThat(watcher.isBlocked(os.get())).as("a thread that has ended").isFalse();
        watcher.forget();
        assertThat(watcher.isBlocked(os.get())).as("asked again afterwards").isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theTimeOfACpuGrowsForWhoUsesIt() {
        OsThread self = OsThread.current();
        long before = self.cpuNanos();
        assumeTrue(before >= 0, "this kernel does not count");
        LockSupport.parkNanos(50_000_000);
        assertThat(self.cpuNanos() - before).as("asleep").isLessThan(50_000_000);
        while (self.cpuNanos() - before < 50_000_000) {
            Thread.onSpinWait();
        }
    }
}
