// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the options are those of the launcher. */
class JvmOptionsTest {
    /** The collector and the compilers of {@code go4j run}; the start that is quick has others. */
    @Test
    void ofTheLauncher() {
        assertThat(JvmOptions.of(true, true))
                .contains("-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders", "--add-opens=java.base/java.lang=ALL-UNNAMED")
                .allSatisfy(o -> assertThat(o).startsWith("-").doesNotContain("TieredStopAtLevel", "SerialGC", "'", " "));
        assertThat(JvmOptions.of(true, false)).contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1").hasSize(5);
    }

    /** Portable mode is the same without access to the JDK. */
    @Test
    void ofPortableMode() {
        for (boolean asGo4jRun : new boolean[] {false, true}) {
            assertThat(JvmOptions.of(false, asGo4jRun)).contains("-Dgo4j.mode=portable").noneMatch(o -> o.contains("add-opens"));
        }
    }
}
