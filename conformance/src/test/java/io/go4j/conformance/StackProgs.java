// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.defer;
import static io.go4j.Go4j.go;
import static io.go4j.Go4j.gosched;
import static io.go4j.Go4j.select;
import static io.go4j.Go4j.sleep;
import static io.go4j.conformance.TestProg.add;
import static io.go4j.conformance.TestProg.untilWaiting;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Programs with deep stacks, or many. (Go: src/runtime/testdata/testprog/deadlock.go.) */
final class StackProgs {
    private StackProgs() {}

    static void addAll() {
        add("StackOverflow", () -> {
            try (var d = defer()) {
                d.run(() -> System.out.println("deferred"));
                deeper(1);
            }
        });
        add("StackOverflowLimit", () -> {
            GoRuntime.setMaxStack(1_474_560);
            gosched(); // it takes effect after a wait
            deeper(1);
        });
        add("DeepWait", () -> {
            go(() -> sumBelow(100_000, Chan.make()));
            Go4j.<Void>select();
        });
        add("LoweredStacks", StackProgs::lowered);
        add("SmallStacks", () -> {
            GoRuntime.setMaxStack(256 << 10);
            gosched(); // it takes effect after a wait
            var c = Chan.<Integer>make();
            var never = Chan.<Integer>make();
            int sum = 0;
            for (int i = 0; i < 1000; i++) {
                int v = i;
                go(() -> select(c.onSend(v, () -> {}), never.onReceive(u -> {})));
            }
            for (int i = 0; i < 1000; i++) {
                sum += c.receive();
            }
            System.out.println(sum);
        });
        add("DeepStacks", () -> {
            int n = Integer.getInteger("goroutines");
            int depth = Integer.getInteger("frames");
            long before = Heap.used();
            var resume = Chan.<Long>make();
            var sums = Chan.<Long>make(n);
            List<Goroutine> deepest = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                deepest.add(go(() -> sums.send(sumBelow(depth, resume))));
            }
            deepest.forEach(g -> untilWaiting(g, WaitReason.CHAN_RECEIVE));
            long deep = Heap.used();
            for (int i = 0; deep - before < n * depth * 16L; i++) { // one that is about to wait has its stack still on its thread
                if (i == 1000) {
                    System.out.println("the stacks are nowhere: " + before + " bytes before, then " + deep);
                    return;
                }
                sleep(Duration.ofMillis(10));
                deep = Heap.used();
            }
            for (int i = 0; i < n; i++) {
                resume.send((long) i);
            }
            long sum = 0;
            for (int i = 0; i < n; i++) {
                sum += sums.receive();
            }
            System.out.println(sum == n * (depth * (depth + 1L) / 2) + n * (n - 1L) / 2 ? "the sum is right" : "wrong sum " + sum);
            for (int i = 0; Heap.used() - before > (deep - before) / 10; i++) {
                if (i == 1000) {
                    System.out.println(before + " bytes before, then " + deep + ", now " + Heap.used());
                    return;
                }
                sleep(Duration.ofMillis(10)); // the runtime must see the collection first
            }
            System.out.println("the memory is back");
        });
    }

    /** Goroutines wait with few frames and with many while the limit is lowered and raised; then they go on, and some wait again. */
    private static void lowered() {
        long[] limits = {4 << 20, 256 << 10, 1 << 20, 256 << 10, 16 << 20, 512 << 10};
        int[] depths = {1, 100, 500, 1_500, 5_000};
        for (int i = 0; i + 1 < limits.length; i++) {
            GoRuntime.setMaxStack(limits[i]);
            gosched();
            long limit = limits[i];
            var resume = Chan.<Long>make();
            var sums = Chan.<Long>make(100);
            List<Integer> waiting = new ArrayList<>();
            for (int depth : depths) {
                if (depth * 700L < limit - (128 << 10)) { // the JVM itself needs some for each frame that it puts away
                    untilWaiting(go(() -> sums.send(sumBelow(depth, resume))), WaitReason.CHAN_RECEIVE);
                    untilWaiting(go(() -> sums.send(sumAgain(depth, resume))), WaitReason.CHAN_RECEIVE);
                    untilParked(GoRuntime.threadFactory().newThread(() -> sums.send(sumBelow(depth, resume))));
                    waiting.add(depth);
                }
            }
            GoRuntime.setMaxStack(limits[i + 1]);
            gosched();
            sleep(Duration.ofMillis(1));
            waiting.forEach(depth -> resume.send(0L));
            waiting.forEach(depth -> resume.send(0L));
            waiting.forEach(depth -> resume.send(0L));
            waiting.forEach(depth -> resume.send(0L)); // the second wait of those that wait twice
            long sum = 0;
            for (int depth : waiting) {
                sum += sums.receive() + sums.receive() + sums.receive() - 3 * (depth * (depth + 1L) / 2);
            }
            System.out.println(waiting.size() + " " + sum);
        }
    }

    private static void untilParked(Thread t) {
        t.start();
        while (t.getState() != Thread.State.WAITING) {
            sleep(Duration.ofMillis(1));
        }
    }

    /** The same sum, with another wait when half of the frames are gone. */
    private static long sumAgain(int n, Chan<Long> resume) {
        return sumAgain(n, n / 2, resume);
    }

    private static long sumAgain(int n, int half, Chan<Long> resume) {
        long below = n == 0 ? resume.receive() : n + sumAgain(n - 1, half, resume);
        return n == half ? below + resume.receive() : below;
    }

    private static int deeper(int n) {
        return deeper(n + 1) + deeper(n + 2);
    }

    /** Adds up the numbers to {@code n} by recursion, and what it receives at the bottom. */
    private static long sumBelow(int n, Chan<Long> resume) {
        return n == 0 ? resume.receive() : n + sumBelow(n - 1, resume);
    }
}
