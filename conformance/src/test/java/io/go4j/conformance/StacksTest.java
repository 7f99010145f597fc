// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How deep goroutines can wait, under each collector, and what becomes of the memory; not a file of Go's. */
@Tag("full-only") // elsewhere the JDK says how large a stack may become
class StacksTest {
    /**
     * Goroutines recurse 100,000 calls deep, wait at the bottom, and come back with the right sum; then the heap is as before. Ten of them;
     * a hundred take a gigabyte, see the module stress.
     */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC"})
    @Tag("STK-1")
    void deepAndBack(String collector) {
        boolean g1 = collector.contains("G1");
        // Half a region, 16 MiB, is the most that G1 keeps: with the receive compiled into it, a frame takes some 180 bytes.
        String frames = "-Dframes=" + (g1 ? 60_000 : 100_000);
        List<String> flags = new ArrayList<>(List.of("-XX:-UseSerialGC", collector, "-Xmx1g", "-Dgoroutines=10", frames));
        if (g1) {
            flags.add("-XX:G1HeapRegionSize=32m"); // see tooLargeForG1
        }
        Program p = Program.run(flags, TestProg.class, "DeepStacks");
        assertThat(p.stderr()).isEmpty();
        assertThat(p.stdout()).isEqualTo("the sum is right\nthe memory is back\n");
    }

    /** G1 has no place for the stack of a goroutine that waits if that is larger than half a region: the program is told so. */
    @Test
    void tooLargeForG1() {
        List<String> flags = List.of("-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:G1HeapRegionSize=1m");
        Program p = Program.run(flags, TestProg.class, "DeepWait");
        assertThat(p.stderr()).startsWith("runtime: G1 keeps no stack of a waiting goroutine larger than half a region; "
                + "-XX:G1HeapRegionSize=32m is the most\nfatal error: stack overflow\n");
        assertThat(p.status()).isEqualTo(2);
    }

    /** The limit of stacks changes while goroutines wait deep: each goes on, with the room that it needs. */
    @ParameterizedTest
    @Tag("full-only") // elsewhere setMaxStack has no effect
    @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-Xint", "-XX:-TieredCompilation"})
    void theLimitIsLoweredWhileSomeAreDeep(String how) {
        Program p = Program.run(List.of(how), TestProg.class, "LoweredStacks");
        assertThat(p.stdout()).as(p.stderr()).isEqualTo("5 0\n2 0\n3 0\n2 0\n5 0\n");
        assertThat(p.status()).isZero();
    }
}
