// SPDX-License-Identifier: Apache-2.0
package io.go4j.diag;

import java.util.List;

/**
 * A number that the runtime keeps, under the name that Go gives it, with its unit after the colon. What Go does not have begins with
 * {@code /go4j/}. (Go: package runtime/metrics.)
 */
public sealed interface Metric {
    /**
     * Returns the name.
     *
     * @return for example {@code /sched/goroutines:goroutines}
     */
    String name();

    /**
     * A count.
     *
     * @param name the name
     * @param value the count
     */
    record Count(String name, long value) implements Metric {}

    /**
     * An amount.
     *
     * @param name the name
     * @param value the amount, in the unit that the name says
     */
    record Amount(String name, double value) implements Metric {}

    /**
     * How often something was how large, since the start of the program.
     *
     * @param name the name
     * @param bounds the bounds of the buckets, ascending, one more than there are buckets; the last is infinity
     * @param counts how many were at least bound {@code i} and less than bound {@code i + 1}
     */
    record Histogram(String name, List<Double> bounds, List<Long> counts) implements Metric {
        /** Makes a record that nobody can change. */
        public Histogram {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
        }

        /**
         * Returns how many there were.
         *
         * @return the sum of the counts
         */
        public long total() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        /**
         * Returns a bound that a share of them did not exceed.
         *
         * @param share from 0 to 1: 0.99 for the 99th percentile
         * @return the upper bound of the bucket in which it lies; 0 if there were none
         */
        public double quantile(double share) {
            long wanted = (long) Math.ceil(total() * share);
            long seen = 0;
            for (int i = 0; i < counts.size(); i++) {
                seen += counts.get(i);
                if (seen >= wanted && seen > 0) {
                    return bounds.get(i + 1);
                }
            }
            return 0;
        }

        @Override
        public String toString() {
            return "Histogram[" + name + ", " + total() + " in all, median " + quantile(0.5) + ", 99 % " + quantile(0.99) + "]";
        }
    }
}
