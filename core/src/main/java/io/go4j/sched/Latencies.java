// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import io.go4j.diag.Metric;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long goroutines were runnable before they ran: a histogram with four buckets for each power of two, as Go's. */
final class Latencies {
    /*
     * Written by the M that holds the P it belongs to, read by anybody. Only every 64th time that a stack becomes runnable is timed: the
     * clock costs half a channel operation.
     */
    static final int SAMPLE_EVERY = 64;

    private static final int SHIFT_MIN = 6; // all below 64 ns is one bucket
    private static final int SHIFT_MAX = 40; // all above 18 minutes another
    private static final int BUCKETS = (SHIFT_MAX - SHIFT_MIN) * 4 + 2;
    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[BUCKETS];

    /** The M that holds the P only. */
    void record(long nanos) {
        int i = bucket(nanos);
        COUNTS.setOpaque(counts, i, counts[i] + 1);
    }

    static int bucket(long nanos) {
        if (nanos < 1L << SHIFT_MIN) {
            return 0;
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos);
        if (shift >= SHIFT_MAX) {
            return BUCKETS - 1;
        }
        return 1 + (shift - SHIFT_MIN) * 4 + (int) (nanos >>> (shift - 2) & 3);
    }

    /** The sum of those of all processors. */
    static Metric.Histogram sum(String name, P[] all) {
        long[] sum = new long[BUCKETS];
        for (P p : all) {
            for (int i = 0; i < BUCKETS; i++) {
                sum[i] += (long) COUNTS.getOpaque(p.latencies.counts, i);
            }
        }
        List<Double> bounds = new ArrayList<>();
        bounds.add(0.0);
        for (int i = 0; i < BUCKETS - 1; i++) {
            bounds.add(Math.scalb(4.0 + i % 4, SHIFT_MIN + i / 4 - 2) / 1e9);
        }
        bounds.add(Double.POSITIVE_INFINITY);
        return new Metric.Histogram(name, bounds, Arrays.stream(sum).boxed().toList());
    }
}
