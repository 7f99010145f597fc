// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemStatsTest {
    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "166528, 162.62KB (166528 bytes)", "8082696, 7.71MB (8082696 bytes)",
        "1099511627776, 1.00TB (1099511627776 bytes)"})
    void sizesAsGopsPrintsThem(long n, String text) {
        assertThat(MemStats.bytes(n)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "15, 15ms", "1500, 1.5s", "123000, 2m3s", "60000, 1m0s", "3723004, 1h2m3.004s"})
    void durationsAsGoPrintsThem(long millis, String text) {
        assertThat(MemStats.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
