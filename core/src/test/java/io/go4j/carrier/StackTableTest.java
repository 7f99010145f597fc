// SPDX-License-Identifier: Apache-2.0
package io.go4j.carrier;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.InGoroutine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StackTableTest {
    private static void deep(int depth, Runnable last) {
        if (depth == 0) {
            last.run();
        } else {
            deep(depth - 1, last);
        }
    }

    /** Starts one that waits {@code depth} calls deep, and waits for that. */
    private static Thread waiting(int depth, Chan<Integer> ch) {
        var thread = Chan.<Thread>make(1);
        go(() -> {
            thread.send(Thread.currentThread());
            deep(depth, ch::receive);
        });
        Thread t = thread.receive();
        InGoroutine.await(() -> Carrier.isWaiting(t));
        return t;
    }

    @Test
    void asTheJdkTellsThemAndEachOnce() {
        var ch = Chan.<Integer>make();
        var stacks = new StackTable();
        for (int depth = 0; depth < 300; depth += 13) {
            Thread one = waiting(depth, ch);
            Thread other = waiting(depth, ch);
            List<StackTraceElement> stack = stacks.of(one);
            assertThat(stack).isEqualTo(List.of(one.getStackTrace()));
            assertThat(stacks.of(other)).isSameAs(stack);
            assertThat(stacks.of(one)).isSameAs(stack);
            assertThat(new StackTable().of(one)).isEqualTo(stack).isNotSameAs(stack);
        }
        ch.close();
        InGoroutine.await(() -> io.go4j.GoRuntime.numGoroutine() == 0);
    }

    @Test
    void alsoOfThreadsThatAreNotParked() throws Exception {
        var stacks = new StackTable();
        var stop = new CountDownLatch(1);
        Thread platform = Thread.ofPlatform().start(() -> deep(3, () -> {
            try {
                stop.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        InGoroutine.await(() -> platform.getState() == Thread.State.WAITING);
        assertThat(stacks.of(platform)).isEqualTo(List.of(platform.getStackTrace()));
        stop.countDown();
        platform.join();
        assertThat(stacks.of(platform)).isEmpty();
        assertThat(stacks.of(Thread.ofVirtual().unstarted(() -> {}))).isEmpty();
    }

    @Test
    void nobodyWhoIsUnparkedMeanwhileIsForgotten() throws Exception {
        int rounds = 20_000;
        var balls = new ArrayList<Chan<Integer>>();
        var threads = new ConcurrentLinkedQueue<Thread>();
        var sums = Chan.<Long>make(4);
        for (int i = 0; i < 4; i++) {
            Chan<Integer> there = Chan.make();
            Chan<Integer> back = Chan.make();
            Collections.addAll(balls, there, back);
            go(() -> {
                threads.add(Thread.currentThread());
                for (int v : there) {
                    back.send(v);
                }
            });
            go(() -> {
                threads.add(Thread.currentThread());
                long sum = 0;
                for (int k = 1; k <= rounds; k++) {
                    there.send(k);
                    sum += back.receive();
                }
                there.close();
                sums.send(sum);
            });
        }
        var stop = new AtomicBoolean();
        Thread looker = Thread.ofPlatform().start(() -> {
            var stacks = new StackTable();
            while (!stop.get()) {
                threads.forEach(stacks::of);
                LockSupport.parkNanos(1);
            }
        });
        try {
            for (int i = 0; i < 4; i++) {
                var sum = sums.poll(java.time.Duration.ofSeconds(InGoroutine.SOON_SECONDS));
                assertThat(sum).isEqualTo(new io.go4j.Received.Value<>(rounds * (rounds + 1L) / 2));
            }
        } finally {
            stop.set(true);
            looker.join();
        }
        InGoroutine.await(() -> io.go4j.GoRuntime.numGoroutine() == 0);
    }
}
