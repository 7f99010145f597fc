// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.GoBody;
import io.go4j.Unit;
import io.go4j.diag.WaitReason;
import io.go4j.sync.WaitGroup;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** The JDK's ways to wait, in goroutines, with one processor: all others must go on meanwhile, or the test hangs. */
class JdkWaitsTest {
    private static final int MANY = 200;

    private int counter;

    private static void inMany(GoBody body) throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            var group = new WaitGroup();
            for (int i = 0; i < MANY; i++) {
                group.go(body);
            }
            group.await();
        });
    }

    @Test
    void synchronizedAcrossAWait() throws Exception {
        var lock = new Object();
        inMany(() -> {
            synchronized (lock) {
                int seen = counter;
                Thread.sleep(0, 1000); // others come to the lock meanwhile
                counter = seen + 1;
            }
        });
        assertThat(counter).isEqualTo(MANY);
    }

    @Test
    void synchronizedAcrossAChannelOperation() throws Exception {
        var lock = new Object();
        var token = Chan.<Unit>make();
        InGoroutine.runOnOneProcessor(() -> {
            var group = new WaitGroup();
            for (int i = 0; i < MANY; i++) {
                group.go(() -> {
                    synchronized (lock) {
                        token.receive();
                    }
                });
            }
            for (int i = 0; i < MANY; i++) {
                token.send(Unit.UNIT);
            }
            group.await();
        });
        assertThat(token.len()).isZero();
    }

    @Test
    void reentrantLockAcrossAWait() throws Exception {
        var lock = new ReentrantLock();
        inMany(() -> {
            lock.lock();
            try {
                int seen = counter;
                Thread.yield();
                counter = seen + 1;
            } finally {
                lock.unlock();
            }
        });
        assertThat(counter).isEqualTo(MANY);
    }

    @Test
    void condition() throws Exception {
        var lock = new ReentrantLock();
        var changed = lock.newCondition();
        InGoroutine.runOnOneProcessor(() -> {
            var group = new WaitGroup();
            for (int i = 0; i < MANY; i++) {
                int turn = i;
                group.go(() -> {
                    lock.lock();
                    try {
                        while (counter != turn) {
                            changed.await();
                        }
                        counter++;
                        changed.signalAll();
                    } finally {
                        lock.unlock();
                    }
                });
            }
            group.await();
        });
        assertThat(counter).isEqualTo(MANY);
    }

    @Test
    void objectWaitAndNotify() throws Exception {
        var monitor = new Object();
        InGoroutine.runOnOneProcessor(() -> {
            var done = new WaitGroup();
            for (int i = 0; i < MANY; i++) {
                int turn = i;
                done.go(() -> {
                    synchronized (monitor) {
                        while (counter != turn) {
                            monitor.wait();
                        }
                        counter++;
                        monitor.notifyAll();
                    }
                });
            }
            done.await();
        });
        assertThat(counter).isEqualTo(MANY);
    }

    @Test
    void futureCompletedByAnotherGoroutine() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            var first = new CompletableFuture<Integer>();
            CompletableFuture<Integer> last = first;
            for (int i = 0; i < MANY; i++) {
                var before = last;
                var after = new CompletableFuture<Integer>();
                go(() -> after.complete(before.get() + 1));
                last = after;
            }
            first.complete(0);
            assertThat(last.get()).isEqualTo(MANY);
        });
    }

    @Test
    void futureCompletedByThePool() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            for (int i = 0; i < MANY; i++) {
                int n = i;
                assertThat(CompletableFuture.supplyAsync(() -> n).thenApply(v -> v + 1).get()).isEqualTo(n + 1);
            }
        });
    }

    @Test
    void blockingQueues() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            var bounded = new ArrayBlockingQueue<Integer>(3);
            var direct = new SynchronousQueue<Integer>();
            go(() -> {
                for (int i = 0; i < MANY; i++) {
                    bounded.put(i);
                }
            });
            go(() -> {
                for (int i = 0; i < MANY; i++) {
                    direct.put(bounded.take());
                }
            });
            for (int i = 0; i < MANY; i++) {
                assertThat(direct.take()).isEqualTo(i);
            }
            assertThat(direct.poll(1, TimeUnit.MILLISECONDS)).isNull();
        });
    }

    @Test
    void latchBarrierSemaphoreExchanger() throws Exception {
        InGoroutine.runOnOneProcessor(() -> {
            var latch = new CountDownLatch(2);
            var barrier = new CyclicBarrier(2);
            var permits = new Semaphore(0);
            var exchanger = new Exchanger<String>();
            var got = Chan.<String>make(2);
            for (String name : new String[] {"a", "b"}) {
                go(() -> {
                    barrier.await();
                    got.send(exchanger.exchange(name));
                    permits.release();
                    latch.countDown();
                });
            }
            latch.await();
            permits.acquire(2);
            assertThat(got.receive() + got.receive()).isIn("ab", "ba");
        });
    }

    @Test
    void aDumpTellsWhatTheyWaitFor() throws Exception {
        InGoroutine.run(() -> {
            var monitor = new Object();
            var future = new CompletableFuture<Unit>();
            var sleeper = Chan.<Thread>make(1);
            var waiting = go(() -> {
                synchronized (monitor) {
                    while (!future.isDone()) {
                        monitor.wait();
                    }
                }
            });
            var getting = go(future::get);
            var sleeping = go(() -> {
                sleeper.send(Thread.currentThread());
                try {
                    while (!future.isDone()) {
                        Thread.sleep(10_000);
                    }
                } catch (InterruptedException e) {
                    // it is over
                }
            });
            InGoroutine.await(() -> waiting.waitReason() == WaitReason.JAVA_OBJECT_WAIT);
            InGoroutine.await(() -> getting.waitReason() == WaitReason.JAVA_PARK);
            InGoroutine.await(() -> sleeping.waitReason() == WaitReason.JAVA_SLEEP);
            assertThat(io.go4j.GoRuntime.stack(true)).contains("[java park]:", "[java object wait]:", "[java sleep]:");
            future.complete(Unit.UNIT);
            synchronized (monitor) {
                monitor.notifyAll();
            }
            sleeper.receive().interrupt();
        });
    }
}
