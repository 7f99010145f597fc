// SPDX-License-Identifier: Apache-2.0
package io.go4j.context;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go prints them: {@code 1h2m3.5s}, {@code 1.5ms}. */
final class GoDuration {
    private GoDuration() {}

    static String text(Duration d) {
        if (d.isNegative()) {
            return "-" + text(d.negated());
        }
        if (d.isZero()) {
            return "0s";
        }
        if (d.compareTo(Duration.ofSeconds(1)) < 0) {
            int nanos = d.toNanosPart();
            return nanos < 1_000 ? nanos + "ns" : nanos < 1_000_000 ? shift(nanos, 3) + "µs" : shift(nanos, 6) + "ms";
        }
        String seconds = shift(d.toSecondsPart() * 1_000_000_000L + d.toNanosPart(), 9) + "s";
        long hours = d.toHours();
        return hours > 0 ? hours + "h" + d.toMinutesPart() + "m" + seconds : d.toMinutes() > 0 ? d.toMinutes() + "m" + seconds : seconds;
    }

    private static String shift(long nanos, int digits) {
        BigDecimal shifted = BigDecimal.valueOf(nanos, digits);
        return shifted.signum() == 0 ? "0" : shifted.stripTrailingZeros().toPlainString();
    }
}
