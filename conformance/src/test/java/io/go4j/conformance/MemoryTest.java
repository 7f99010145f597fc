// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** There is no memory left. (Go: throw("out of memory").) */
class MemoryTest {
    /** A whole program ends with Go's words, whoever was the first to miss it. */
    @ParameterizedTest
    @CsvSource({
        "goroutines,UseSerialGC",
        "goroutines,UseParallelGC",
        "goroutines,UseG1GC",
        "sleepers,UseSerialGC",
        "timers,UseParallelGC",
        "buffers,UseSerialGC",
        "garbage,UseSerialGC",
        "garbage,UseParallelGC",
        "garbage,UseG1GC",
    })
    void theProgramEnds(String how, String collector) {
        Program p = Program.run(List.of("-XX:-UseSerialGC", "-XX:+" + collector, "-Xmx20m"), MemoryProg.class, "program", how);
        assertThat(p.stderr()).contains("fatal error: out of memory\n");
        assertThat(p.status()).as(p.stderr()).isEqualTo(2);
    }

    /**
     * In an application the runtime goes on, and has lost nothing when there is memory again. By the serial collector: the parallel one may
     * find a few free bytes for minutes before it gives up, whatever runs.
     */
    @Test
    void theApplicationGoesOn() {
        Program p = Program.run(List.of("-XX:-UseParallelGC", "-XX:+UseSerialGC", "-Xmx20m"), MemoryProg.class, "application");
        assertThat(p.stdout()).as(p.stderr()).isEqualTo("1000\n1000\n");
        assertThat(p.status()).isZero();
    }
}
