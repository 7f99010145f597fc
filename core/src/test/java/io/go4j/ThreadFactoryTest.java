// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.carrier.Carrier;
import io.go4j.sched.Sched;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreadFactoryTest {
    @Test
    void makesThreadsThatAreNotStarted() throws Exception {
        var ran = new AtomicReference<Thread>();
        Thread t = GoRuntime.threadFactory().newThread(() -> ran.set(Thread.currentThread()));
        assertThat(t.isVirtual()).isTrue();
        assertThat(t.getState()).isEqualTo(Thread.State.NEW);
        assertThatThrownBy(() -> GoRuntime.threadFactory().newThread(null)).isInstanceOf(NullPointerException.class);
        t.start();
        t.join();
        assertThat(ran.get()).isSameAs(t);
        assertThat(t.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    void theyAreNotGoroutinesButUseChannels() throws Exception {
        var ch = Chan.<Integer>make();
        var threads = new ArrayList<Thread>();
        int before = GoRuntime.numGoroutine();
        for (int i = 0; i < 200; i++) {
            int n = i;
            threads.add(GoRuntime.threadFactory().newThread(() -> ch.send(Sched.currentG() == null ? n : -1000)));
        }
        threads.forEach(Thread::start);
        assertThat(GoRuntime.numGoroutine()).isLessThanOrEqualTo(before);
        int sum = 0;
        for (int i = 0; i < 200; i++) {
            sum += ch.receive();
        }
        assertThat(sum).isEqualTo(199 * 200 / 2);
        for (Thread t : threads) {
            t.join();
        }
    }

    @Test
    void theyPassValuesToAndFromGoroutines() throws Exception {
        var ping = Chan.<Integer>make();
        var pong = Chan.<Integer>make();
        Thread t = GoRuntime.threadFactory().newThread(() -> {
            for (int v : ping) {
                pong.send(v + 1);
            }
            pong.close();
        });
        t.start();
        InGoroutine.run(() -> {
            for (int i = 0; i < 1000; i++) {
                ping.send(i);
                assertThat(pong.receive()).isEqualTo(i + 1);
            }
            ping.close();
            assertThat(pong.receive()).isNull();
        });
        t.join();
    }

    @Test
    void anInterruptReachesThem() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        Thread t = GoRuntime.threadFactory().newThread(() -> {
            try {
                Chan.<Unit>make().receive();
            } catch (GoInterruptedException e) {
                thrown.set(e);
            }
        });
        t.start();
        t.interrupt();
        t.join();
        assertThat(thrown.get()).isInstanceOf(GoInterruptedException.class);
    }

    @Test
    void goStartsGoroutinesThere() throws Exception {
        var id = Chan.<Long>make();
        Thread t = GoRuntime.threadFactory().newThread(() -> go(() -> id.send(Sched.currentG().id())));
        t.start();
        assertThat(id.receive()).isPositive();
        t.join();
    }

    @Test
    @Tag("full-only") // in portable mode there are no processors of ours
    void theyRunOnOurProcessorsWhoeverStartsThem() throws Exception {
        assertThat(groupOfTheCarrier()).isEqualTo("go4j");
        var group = new AtomicReference<String>();
        InGoroutine.run(() -> group.set(groupOfTheCarrier()));
        assertThat(group.get()).isEqualTo("go4j");
    }

    @Test
    @Tag("full-only")
    void theyComeBackToOurProcessorsAfterAWait() throws Exception {
        var group = new AtomicReference<String>();
        Thread t = GoRuntime.threadFactory().newThread(() -> {
            LockSupport.park();
            group.set(carrier().getThreadGroup().getName());
        });
        t.start();
        LockSupport.unpark(t);
        t.join();
        assertThat(group.get()).isEqualTo("go4j");
    }

    @Test
    void executorsOfTheJdkTakeThem() throws Exception {
        try (var executor = Executors.newThreadPerTaskExecutor(GoRuntime.threadFactory())) {
            var futures = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                futures.add(executor.submit(() -> n));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i);
            }
        }
    }

    private static String groupOfTheCarrier() throws InterruptedException {
        var group = new AtomicReference<String>();
        Thread t = GoRuntime.threadFactory().newThread(() -> group.set(carrier().getThreadGroup().getName()));
        t.start();
        t.join();
        return group.get();
    }

    private static Thread carrier() {
        return Carrier.carrierOf(Thread.currentThread());
    }

    /** A virtual thread asks the stack of the goroutine that started it to run it, also when that has ended and is collected. */
    @Test
    void threadsOutliveTheGoroutinesThatStartedThem() throws Exception {
        var threads = new ArrayList<Thread>();
        var stacks = new ArrayList<WeakReference<Thread>>();
        var turns = new Semaphore(0);
        var taken = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            startOneThatOutlives(threads, stacks, () -> {
                turns.acquireUninterruptibly();
                taken.incrementAndGet();
            });
        }
        InGoroutine.await(() -> {
            System.gc();
            return stacks.stream().anyMatch(s -> s.refersTo(null));
        });
        for (int round = 1; round <= 3; round++) {
            int due = round * threads.size();
            turns.release(threads.size());
            InGoroutine.await(() -> taken.get() == due);
        }
        for (Thread t : threads) {
            t.join();
        }
    }

    private static void startOneThatOutlives(List<Thread> threads, List<WeakReference<Thread>> stacks, Runnable turn) throws Exception {
        var over = new CountDownLatch(1);
        go(() -> {
            stacks.add(new WeakReference<>(Thread.currentThread()));
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 3; i++) {
                    turn.run();
                }
            }));
            over.countDown();
        });
        over.await();
    }
}
