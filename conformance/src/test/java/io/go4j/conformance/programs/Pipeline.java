// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.RecvChan;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A source of numbers, some parts, and a sum at the end.
 *
 * @param values how many values the source sends: the numbers from 0 on
 * @param capacity of the first channel
 * @param parts what the values go through
 */
record Pipeline(int values, int capacity, List<Part> parts) {
    /** What the sum must be, however the goroutines took turns. */
    long expected() {
        long added = parts.stream().mapToLong(Part::adds).sum();
        return values * (values - 1L) / 2 + values * added;
    }

    /** Runs it to the end, on the calling goroutine. */
    long run() {
        Chan<Long> source = Chan.make(capacity);
        Go4j.go(() -> {
            for (long v = 0; v < values; v++) {
                source.send(v);
            }
            source.close();
        });
        RecvChan<Long> last = source;
        for (Part part : parts) {
            last = part.wiring().connect(last);
        }
        long sum = 0;
        for (long v : last) {
            sum += v;
        }
        return sum;
    }

    @Override
    public String toString() {
        return values + " values, cap " + capacity + parts.stream().map(p -> " | " + p.text()).collect(Collectors.joining());
    }
}
