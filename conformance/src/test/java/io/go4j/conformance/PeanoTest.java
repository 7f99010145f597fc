// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Go: test/peano.go. */
class PeanoTest {
    /** A number: as many as there are before null. */
    private record Number(Number before) {}

    private static Number make(int n) {
        return n == 0 ? null : new Number(make(n - 1));
    }

    private static int count(Number x) {
        return x == null ? 0 : 1 + count(x.before());
    }

    private static Number add(Number x, Number y) {
        return y == null ? x : new Number(add(x, y.before()));
    }

    private static Number mul(Number x, Number y) {
        return y == null ? null : add(mul(x, y.before()), x);
    }

    private static Number factorial(Number n) {
        return n == null ? new Number(null) : mul(factorial(n.before()), n);
    }

    /** Recursion a few thousand calls deep works on a goroutine: factorials by counting. */
    @Test
    void main() {
        Goroutines.run(() -> {
            int[] want = {1, 1, 2, 6, 24, 120, 720, 5040};
            for (int n = 0; n < want.length; n++) {
                assertThat(count(factorial(make(n)))).isEqualTo(want[n]);
            }
        });
    }
}
