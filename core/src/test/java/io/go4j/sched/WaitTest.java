// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitTest {
    /** It lives as long as the class, so the first goroutine that ever waited would never be found leaked. */
    @Test
    void whatStandsForAWaitThatLooksHaveTakenHoldsNoThread() {
        assertThat(Wait.TAKEN.thread).isNull();
        assertThat(Wait.TAKEN.isPending()).isFalse();
        assertThat(Wait.TAKEN).hasToString("done ()");
    }
}
