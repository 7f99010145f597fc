// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CarrierTest {
    @Test
    void modeIsTheOneThatWasAskedFor() {
        boolean portable = "portable".equals(System.getProperty("go4j.mode"));
        assertThat(Carrier.FULL).isEqualTo(!portable);
        assertThat(Carrier.whyPortable() == null).isEqualTo(Carrier.FULL);
    }

    @Test
    @Tag("full-only")
    void virtualThreadRunsWhenItsTaskIsRun() {
        var handed = new AtomicReference<Runnable>();
        var carrier = new AtomicReference<Thread>();
        Thread[] self = new Thread[1];
        Thread t = Carrier.newThread(handed::set, () -> {
            carrier.set(Carrier.carrierOf(self[0]));
            LockSupport.park();
            carrier.set(null);
        });
        self[0] = t;
        t.start();
        assertThat(handed.get()).isSameAs(Carrier.taskOf(t));
        assertThat(Carrier.isRunnable(t)).isFalse(); // started, not unparked
        handed.getAndSet(null).run();
        assertThat(carrier.get()).isSameAs(Thread.currentThread());
        assertThat(Carrier.carrierOf(t)).isNull();
        LockSupport.unpark(t);
        assertThat(Carrier.isRunnable(t)).isTrue();
        assertThat(handed.get()).isSameAs(Carrier.taskOf(t));
        handed.get().run();
        assertThat(carrier.get()).isNull();
        assertThat(t.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    @Tag("full-only")
    void stateOfOneBodyCanBeCleared() {
        var local = new ThreadLocal<String>();
        var seen = new AtomicReference<String>("unset");
        Thread[] self = new Thread[1];
        Thread t = Carrier.newThread(Runnable::run, () -> {
            local.set("left behind");
            Carrier.clearThreadLocals(self[0]);
            Carrier.name(self[0], "renamed");
            Carrier.contextClassLoader(self[0], null);
            seen.set(local.get() + " " + Thread.currentThread().getName() + " " + Thread.currentThread().getContextClassLoader());
        });
        self[0] = t;
        t.start();
        assertThat(seen.get()).isEqualTo("null renamed null");
    }

    @Test
    void spinLockExcludes() throws InterruptedException {
        var lock = new SpinLock();
        int[] count = {0};
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 50_000; k++) {
                    lock.lock();
                    count[0]++;
                    lock.unlock();
                }
            });
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(count[0]).isEqualTo(200_000);
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock()).isFalse();
        lock.unlock();
    }
}
