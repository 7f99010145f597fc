// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoDebugTest {
    @Test
    void nothingIsSet() {
        assertThat(GoDebug.parse(null, null)).isEqualTo(new GoDebug(0, false, false, true, false, false));
    }

    @Test
    void settingsAreSeparatedByCommasAndTheLaterOneCounts() {
        assertThat(GoDebug.parse("schedtrace=1000,scheddetail=1,gctrace=1",
                " hogs=1 ,schedtrace=5,updatemaxprocs=0,deadlockdebug=1,threadnames=1"))
                .isEqualTo(new GoDebug(5, true, true, false, true, true));
    }

    @Test
    void whatIsNoNumberIsLeftOut() {
        assertThat(GoDebug.parse("schedtrace=often,scheddetail,=1,,schedtrace=-1"))
                .isEqualTo(new GoDebug(0, false, false, true, false, false));
    }
}
