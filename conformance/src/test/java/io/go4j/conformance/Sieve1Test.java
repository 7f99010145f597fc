// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import io.go4j.RecvChan;
import io.go4j.SendChan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Go: test/chan/sieve1.go. */
class Sieve1Test {
    static final List<Integer> PRIMES_TO_100 =
            List.of(2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97);

    /** A chain of goroutines, each of which filters out the multiples of one prime, gives the primes up to 100. */
    @Test
    @LeavesGoroutines("the filters: an endless sieve of which main takes the first primes")
    void main() {
        Goroutines.run(() -> {
            var primes = Chan.<Integer>make();
            go(() -> sieve(primes));
            List<Integer> got = new ArrayList<>();
            while (got.size() < PRIMES_TO_100.size()) {
                got.add(primes.receive());
            }
            assertThat(got).isEqualTo(PRIMES_TO_100);
        });
    }

    private static void sieve(SendChan<Integer> primes) {
        RecvChan<Integer> rest = naturalsFrom2();
        for (; ; ) {
            int prime = rest.receive();
            primes.send(prime);
            rest = without(prime, rest);
        }
    }

    private static RecvChan<Integer> naturalsFrom2() {
        var out = Chan.<Integer>make();
        go(() -> {
            for (int i = 2; ; i++) {
                out.send(i);
            }
        });
        return out;
    }

    private static RecvChan<Integer> without(int prime, RecvChan<Integer> in) {
        var out = Chan.<Integer>make();
        go(() -> {
            for (int i : in) {
                if (i % prime != 0) {
                    out.send(i);
                }
            }
        });
        return out;
    }
}
