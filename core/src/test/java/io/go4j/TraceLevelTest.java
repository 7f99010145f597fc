// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceLevelTest {
    @ParameterizedTest
    @CsvSource({
        "none, NONE", "0, NONE", "single, SINGLE", "'', SINGLE", "all, ALL", "ALL, ALL", "1, ALL", "system, SYSTEM", "2, SYSTEM",
        "7, SYSTEM", "crash, CRASH"
    })
    void wordsAndNumbersAreGos(String value, TraceLevel level) {
        assertThat(TraceLevel.parse(value)).isEqualTo(level);
    }

    @Test
    void otherWordsAreNoLevel() {
        assertThat(TraceLevel.parse("nonsense")).isNull();
        assertThat(TraceLevel.parse("-1")).isNull();
    }
}
