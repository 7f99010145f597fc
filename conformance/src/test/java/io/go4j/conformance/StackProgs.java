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

    private static int deeper(int n) {
        return deeper(n + 1) + deeper(n + 2);
    }

    /** Adds up the numbers to {@code n} by recursion, and what it receives at the bottom. */
    private static long sumBelow(int n, Chan<Long> resume) {
        return n == 0 ? resume.receive() : n + sumBelow(n - 1, resume);
    }
}
