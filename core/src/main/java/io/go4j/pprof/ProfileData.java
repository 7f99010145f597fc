// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a profile holds at one moment: stacks, each with one number for each type.
 *
 * @param types what the numbers of each sample are
 * @param samples the stacks, with their numbers
 * @param periodType what is counted between two samples
 * @param period how much of that
 * @param defaultType the type that tools show first; null: the last
 * @param time when the collection began
 * @param duration how long it took, zero for what was there at one moment
 */
public record ProfileData(
        List<ValueType> types,
        List<Sample> samples,
        ValueType periodType,
        long period,
        @Nullable String defaultType,
        Instant time,
        Duration duration) {
    /** Makes a record that nobody can change. */
    public ProfileData {
        types = List.copyOf(types);
        samples = List.copyOf(samples);
    }

    /**
     * What a number is.
     *
     * @param type such as {@code goroutine} or {@code delay}
     * @param unit such as {@code count} or {@code nanoseconds}
     */
    public record ValueType(String type, String unit) {}

    /**
     * One stack.
     *
     * @param stack innermost frame first
     * @param labels the goroutine's labels
     * @param numbers labels that are numbers
     * @param values one number for each type
     */
    public record Sample(List<StackTraceElement> stack, Map<String, String> labels, Map<String, Long> numbers, List<Long> values) {
        /** Makes a record that nobody can change. */
        public Sample {
            stack = List.copyOf(stack);
            labels = Map.copyOf(labels);
            numbers = Map.copyOf(numbers);
            values = List.copyOf(values);
        }

        /**
         * Makes a sample without labels.
         *
         * @param stack innermost frame first
         * @param values one number for each type
         */
        public Sample(List<StackTraceElement> stack, List<Long> values) {
            this(stack, Map.of(), Map.of(), values);
        }

        /**
         * Returns one of the numbers.
         *
         * @param i of which type
         * @return the number
         */
        public long value(int i) {
            return values.get(i);
        }

        private Sample withValues(List<Long> others) {
            return new Sample(stack, labels, numbers, others);
        }
    }

    /**
     * Returns what has changed since {@code earlier}. Numbers may be negative; samples that have not changed are left out.
     *
     * @param earlier the same profile, taken before
     * @return the difference
     */
    public ProfileData minus(ProfileData earlier) {
        Map<Sample, long[]> sums = new LinkedHashMap<>(); // by a sample without values
        add(sums, samples, 1);
        add(sums, earlier.samples, -1);
        List<Sample> changed = new ArrayList<>();
        sums.forEach((key, sum) -> {
            List<Long> values = new ArrayList<>(sum.length);
            boolean same = true;
            for (long v : sum) {
                values.add(v);
                same &= v == 0;
            }
            if (!same) {
                changed.add(key.withValues(values));
            }
        });
        return new ProfileData(types, changed, periodType, period, defaultType, time, Duration.between(earlier.time, time));
    }

    private void add(Map<Sample, long[]> sums, List<Sample> samples, int sign) {
        for (Sample s : samples) {
            long[] sum = sums.computeIfAbsent(s.withValues(List.of()), key -> new long[types.size()]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += sign * s.value(i);
            }
        }
    }

    /**
     * Writes {@code profile.proto} in gzip, which {@code go tool pprof} reads.
     *
     * @param out where to; it is flushed, not closed
     * @throws IOException if {@code out} fails
     */
    public void writeTo(OutputStream out) throws IOException {
        var gzip = new GZIPOutputStream(out, 1 << 14);
        new ProfileProto(this).writeTo(gzip);
        gzip.finish();
        out.flush();
    }
}
