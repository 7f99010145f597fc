// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.InGoroutine;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SpinLockTest {
    /** The holder is made ready by a thread of the JDK's, from outside, while everybody else asks for the lock without end. */
    @Test
    void manyWhoWaitLeaveRoomForTheHolder() throws Exception {
        var lock = new SpinLock();
        var held = new CountDownLatch(1);
        int[] count = new int[1];
        var over = new WaitGroup();
        over.go(() -> {
            lock.lock();
            held.countDown();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            count[0]++;
            lock.unlock();
        });
        assertThat(held.await(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        int others = 4 * GoRuntime.gomaxprocs();
        for (int i = 0; i < others; i++) {
            over.go(() -> {
                lock.lock();
                count[0]++;
                lock.unlock();
            });
        }
        var end = new CountDownLatch(1);
        Go4j.go(() -> {
            over.await();
            end.countDown();
        });
        assertThat(end.await(InGoroutine.SOON_SECONDS, TimeUnit.SECONDS)).as("the holder was not found among those who wait").isTrue();
        assertThat(count[0]).isEqualTo(others + 1);
    }
}
