// SPDX-License-Identifier: Apache-2.0
package io.go4j.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTextTest {
    private static final StackTraceElement PARK = new StackTraceElement("io.go4j.park.Park", "await", "Park.java", 46);
    private static final StackTraceElement PUT = new StackTraceElement("demo.Box", "put", "Box.java", 9);
    private static final StackTraceElement WORKER = new StackTraceElement("demo.much.longer.Application", "worker", "App.java", 300);

    @Test
    void columnsAreAlignedWithTabs() {
        var sample = new ProfileData.Sample(List.of(PARK, PUT, WORKER), List.of(1L));
        assertThat(new ProfileText().stack(sample, false)).isEqualTo("""
                @ 0x40002f 0x41000a 0x42012d
                #\t0x410009\tdemo.Box.put+0x9\t\t\t\tdemo/Box.java:9
                #\t0x42012c\tdemo.much.longer.Application.worker+0x12c\tdemo/much/longer/App.java:300

                """);
    }

    @Test
    void runtimeFramesStayWhereTheyAreWanted() {
        var sample = new ProfileData.Sample(List.of(PARK, PUT), List.of(1L));
        assertThat(new ProfileText().stack(sample, true)).contains("io.go4j.park.Park.await+0x2e\tio/go4j/park/Park.java:46\n");
    }

    @Test
    void aStackOfTheRuntimeOnlyIsShown() {
        var sample = new ProfileData.Sample(List.of(PARK), List.of(1L));
        assertThat(new ProfileText().stack(sample, false)).contains("io.go4j.park.Park.await");
    }

    @Test
    void labelsAreSortedAndQuoted() {
        var sample = new ProfileData.Sample(List.of(PUT), Map.of("shard", "7", "job", "a \"b\"\n"), Map.of(), List.of(1L));
        assertThat(new ProfileText().stack(sample, false)).contains("\n# labels: {\"job\":\"a \\\"b\\\"\\n\", \"shard\":\"7\"}\n#\t");
    }

    @Test
    void aDifferenceHasWhatChanged() {
        ProfileData before = data(10, sample(PUT, 3), sample(PARK, 1), sample(WORKER, 5));
        ProfileData after = data(12, sample(PUT, 3), sample(PARK, 4));
        ProfileData difference = after.minus(before);
        assertThat(difference.duration()).isEqualTo(Duration.ofSeconds(2));
        assertThat(difference.samples()).containsExactlyInAnyOrder(sample(PARK, 3), sample(WORKER, -5));
    }

    private static ProfileData.Sample sample(StackTraceElement frame, long n) {
        return new ProfileData.Sample(List.of(frame), List.of(n));
    }

    private static ProfileData data(long second, ProfileData.Sample... samples) {
        var type = new ProfileData.ValueType("things", "count");
        return new ProfileData(List.of(type), List.of(samples), type, 1, null, Instant.ofEpochSecond(second), Duration.ZERO);
    }
}
