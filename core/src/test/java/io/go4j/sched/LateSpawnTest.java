// SPDX-License-Identifier: Apache-2.0
package io.go4j.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** After the shutdown there is no thread of ours, and none is made. In processes of their own, since there is only one shutdown. */
@Tag("full-only")
class LateSpawnTest {
    @RepeatedTest(3)
    void makesNoMachine() throws Exception {
        Process p = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                        "-cp", System.getProperty("java.class.path"), LateSpawn.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var out = p.inputReader()) {
            assertThat(out.lines().toList()).containsExactly("fine");
        }
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).isZero();
    }
}
