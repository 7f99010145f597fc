// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AfterShutdownTest {
    /** A refusal in the middle of an operation leaves no lock behind: the same operation is refused again, and does not hang. */
    @Test
    void whatIsRefusedLeavesNoLock() {
        List<String> expected = new ArrayList<>();
        for (String refused : List.of(
                "receive from a timer", "select over timers", "receive from a ticker", "timed receive", "timed lock", "go", "sleep")) {
            expected.add(refused + ": refused");
            expected.add(refused + ": refused");
        }
        expected.addAll(List.of("try send and receive: true", "try send and receive: true", "stop: true", "stop: false"));
        Program p = Program.run(List.of(), AfterShutdown.class);
        assertThat(p.stdout().lines()).containsExactlyElementsOf(expected);
        assertThat(p.status()).isZero();
    }
}
