// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How many processors whole programs have. Go has the like of it for cgroups: src/runtime/cgroup_linux_test.go. */
@Tag("full-only")
class GomaxprocsTest {
    /** A program that leaves the number to us has as many as it may use CPUs, and that is looked at once a second. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void followsTheCpus() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "there is one CPU: nothing can be taken away");
        assumeTrue(Stream.of("/usr/bin", "/bin").anyMatch(d -> Files.isExecutable(Path.of(d, "taskset"))), "there is no taskset");
        Program p = Program.run("FollowCpus");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("default\nfewer\nmore\n");
    }

    /** The environment says how many. */
    @Test
    void environment() {
        assertThat(Program.run(Map.of("GOMAXPROCS", "3"), "Gomaxprocs").stdout()).isEqualTo("3\n");
    }
}
