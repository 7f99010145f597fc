// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** Go: test/chan/sieve2.go. */
class Sieve2Test {
    /** The next multiple of a prime, and where further ones come from. */
    private record Multiples(int next, RecvChan<Integer> more) {}

    /** The sieve of Eratosthenes with a merge of buffered channels by a priority queue, and an endless buffer made of a select. */
    @Test
    @LeavesGoroutines("an endless sieve of which main takes the first primes")
    void main() {
        Goroutines.run(() -> {
            RecvChan<Integer> primes = sieve();
            List<Integer> got = new ArrayList<>();
            while (got.size() < Sieve1Test.PRIMES_TO_100.size()) {
                got.add(primes.receive());
            }
            assertThat(got).isEqualTo(Sieve1Test.PRIMES_TO_100);
        });
    }

    private static RecvChan<Integer> from(int first, int step, int capacity) {
        var out = Chan.<Integer>make(capacity);
        go(() -> {
            for (int n = first; ; n += step) {
                out.send(n);
            }
        });
        return out;
    }

    /** Takes any number of values without ever keeping the sender waiting for the receiver. */
    private static SendChan<Integer> endlessBuffer(SendChan<Integer> out) {
        var in = Chan.<Integer>make(10);
        Deque<Integer> queue = new ArrayDeque<>();
        go(() -> {
            for (; ; ) {
                boolean any = !queue.isEmpty();
                select(in.onReceive(queue::add), out.onSend(any ? queue.peek() : 0, queue::remove).when(any));
            }
        });
        return in;
    }

    private static RecvChan<Integer> sieve() {
        var out = Chan.<Integer>make(10);
        var composites = Chan.<Integer>make(50);
        var bases = Chan.<Integer>make(10);
        out.send(2);
        out.send(3);
        bases.send(3);
        go(() -> merge(bases, composites));
        go(() -> sift(endlessBuffer(bases), composites, out));
        return out;
    }

    /**
     * Sends the odd composites in rising order. The next base is asked for only when its square comes up: it is found by what was sent
     * before.
     */
    private static void merge(RecvChan<Integer> bases, SendChan<Integer> composites) {
        var heap = new PriorityQueue<Multiples>(Comparator.comparingInt(Multiples::next));
        int last = 0;
        for (int base : bases) {
            int square = base * base;
            while (!heap.isEmpty() && heap.peek().next() < square) {
                Multiples least = heap.remove();
                if (least.next() != last) {
                    last = least.next();
                    composites.send(last);
                }
                heap.add(new Multiples(least.more().receive(), least.more()));
            }
            composites.send(square);
            last = square;
            RecvChan<Integer> more = from(square + 2 * base, 2 * base, 10);
            heap.add(new Multiples(more.receive(), more));
        }
    }

    /** An odd number that is no composite is a prime. */
    private static void sift(SendChan<Integer> bases, RecvChan<Integer> composites, SendChan<Integer> out) {
        RecvChan<Integer> candidates = from(5, 2, 50);
        int candidate = candidates.receive();
        for (; ; ) {
            int composite = composites.receive();
            for (; candidate < composite; candidate = candidates.receive()) {
                bases.send(candidate);
                out.send(candidate);
            }
            if (candidate == composite) {
                candidate = candidates.receive();
            }
        }
    }
}
