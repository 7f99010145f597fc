// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What programs run on; not a file of Go's. */
@Tag("go4j-run")
class ProgramTest {
    /** The collector that go4j's launcher chooses, in the run of the tests that asks for it; else the one that starts fastest. */
    @Test
    void collector() {
        String expected = Boolean.getBoolean("go4j.conformance.asGo4jRun") ? "PS Scavenge" : "Copy";
        assertThat(Program.run("Collector").stdout()).contains(expected + "\n");
    }
}
