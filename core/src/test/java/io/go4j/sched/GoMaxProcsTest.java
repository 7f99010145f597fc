// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.GoRuntime;
import io.go4j.InGoroutine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoMaxProcsTest {
    @ParameterizedTest
    @CsvSource({"1,1", "8,8", "' 4 ',4", "0,0", "-2,0", "x,0", "1.5,0", "99999999999,0", "65536,65536", "65537,0"})
    void readsTheEnvironment(String value, int expected) {
        assertThat(GoMaxProcs.parse(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1", // one CPU
        "1,8,2", // a limit below 2 on a machine of 8
        "2,8,2",
        "3,8,3",
        "8,8,8",
        "4,2,4", // -XX:ActiveProcessorCount above the mask
    })
    void defaultIsAtLeastTwoWhereTwoAreThere(int available, int allowed, int expected) {
        assertThat(GoMaxProcs.defaultProcs(available, allowed)).isEqualTo(expected);
    }

    @Test
    void countsTheAffinityMask() {
        assertThat(GoMaxProcs.countBits("\tff")).isEqualTo(8);
        assertThat(GoMaxProcs.countBits("\t00000000,0000000f")).isEqualTo(4);
        assertThat(GoMaxProcs.countBits(null)).isEqualTo(1);
        assertThat(GoMaxProcs.countBits("0")).isEqualTo(1);
    }

    /** Who has said how many is left alone, until it is ours to say again. */
    @Test
    @Tag("full-only")
    void theProgramDecidesUntilItLeavesThatToUs() throws Exception {
        int before = GoRuntime.gomaxprocs(0);
        boolean ours = GoMaxProcs.wanted() > 0;
        try {
            InGoroutine.run(() -> {
                GoRuntime.setDefaultGomaxprocs();
                int byDefault = GoMaxProcs.wanted();
                assertThat(byDefault).isPositive();
                assertThat(GoRuntime.gomaxprocs(0)).isEqualTo(byDefault);
                GoRuntime.gomaxprocs(byDefault + 1);
                assertThat(GoMaxProcs.wanted()).isZero();
                Sched.followCpus();
                assertThat(GoRuntime.gomaxprocs(0)).isEqualTo(byDefault + 1);
                GoRuntime.setDefaultGomaxprocs();
                assertThat(GoMaxProcs.wanted()).isEqualTo(byDefault);
                assertThat(GoRuntime.gomaxprocs(0)).isEqualTo(byDefault);
            });
        } finally {
            if (!ours) {
                GoRuntime.gomaxprocs(before);
            }
        }
    }
}
