// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static io.go4j.Go4j.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Chan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Go: test/235.go. */
class Go235Test {
    /** Numbers without other factors than 2, 3 and 5, in order, out of three goroutines that multiply. */
    @Test
    @LeavesGoroutines("those who multiply: main stops at 1600, nobody closes")
    void main() {
        Goroutines.run(() -> {
            long[] factors = {2, 3, 5};
            List<Chan<Long>> ins = new ArrayList<>();
            List<Chan<Long>> outs = new ArrayList<>();
            for (long f : factors) {
                var in = Chan.<Long>make(100);
                var out = Chan.<Long>make(100);
                ins.add(in);
                outs.add(out);
                go(() -> {
                    for (long x : in) {
                        out.send(f * x);
                    }
                });
            }
            List<Long> got = new ArrayList<>();
            long[] heads = {1, 1, 1};
            long x = 1;
            while (x < 1600) {
                for (Chan<Long> in : ins) {
                    in.send(x);
                }
                for (int i = 0; i < heads.length; i++) {
                    if (heads[i] == x) {
                        heads[i] = outs.get(i).receive();
                    }
                }
                x = LongStream.of(heads).min().getAsLong();
                got.add(x);
            }
            List<Long> want = LongStream.rangeClosed(2, 1600).filter(Go235Test::isSmooth).boxed().toList();
            assertThat(got).isEqualTo(want);
        });
    }

    private static boolean isSmooth(long n) {
        for (int f : new int[] {2, 3, 5}) {
            while (n % f == 0) {
                n /= f;
            }
        }
        return n == 1;
    }
}
