// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.diag.Place;
import io.go4j.diag.ProcessorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout of a screen, for any size of it and any number of processors and places. */
class TopFrameTest {
    private static TopSample sample(long seconds, int processors, int places) {
        var p = IntStream.range(0, processors)
                .mapToObj(i -> new ProcessorInfo(i, i % 3 == 0 ? -1 : i, i % 3 == 0 ? 0 : 1000 + i, i, 2, 100 * seconds))
                .toList();
        var all = IntStream.range(0, places)
                .mapToObj(i -> new Place("chan receive",
                        "com.example.service.Worker" + i + ".lambda$main$0", "Worker.java:" + i, 1000 - i, i, 60_000L * i, 7 + i))
                .toList();
        var metrics = Map.of("/sched/threads/total:threads", 5.0, "/go4j/sched/switches:events", 4000.0 * seconds,
                "/sched/latencies:seconds median", 0.000_012, "/sched/latencies:seconds 99%", 0.0034);
        return new TopSample(seconds * 1_000_000_000, 12_345, processors, metrics, p, all);
    }

    @ParameterizedTest
    @CsvSource({"80, 24, 2, 100", "200, 50, 16, 100", "80, 24, 64, 3", "80, 24, 65536, 100", "20, 5, 4, 4", "1, 1, 1, 1", "80, 24, 0, 0"})
    void noLineIsTooLongAndThereAreNotTooMany(int width, int height, int processors, int places) {
        List<String> lines = TopFrame.lines("title", sample(1, processors, places), sample(2, processors, places), false, width, height);
        assertThat(lines).hasSizeLessThanOrEqualTo(height).isNotEmpty().allMatch(l -> l.length() <= width);
    }

    @Test
    void anOrdinaryScreen() {
        List<String> lines = TopFrame.lines("title", sample(1, 2, 30), sample(3, 2, 30), false, 80, 24);
        assertThat(lines).hasSize(24);
        assertThat(lines.getFirst()).isEqualTo("title");
        assertThat(lines).anyMatch(l -> l.startsWith("goroutines 12,345 "));
        assertThat(lines).anyMatch(l -> l.startsWith("each second: switches 200 "));
        assertThat(lines).anyMatch(l -> l.contains("median 12.0 us   99% 3.4 ms"));
        assertThat(lines).anyMatch(l -> l.matches(" +1 +m1 +1001 +1 +2 +100"));
        assertThat(lines).anyMatch(l -> l.matches(" +0 +idle +- +0 +2 +100"));
        assertThat(lines).anyMatch(l -> l.matches(" +1,000 +chan receive +~\\S*lambda\\$main\\$0 +Worker.java:0 +0s +7"));
    }

    @Test
    void virtualThreadsThatAreNoGoroutinesHaveALineIfThereAreAny() {
        TopSample none = sample(1, 2, 3);
        assertThat(TopFrame.lines("title", none, none, false, 80, 24)).noneMatch(l -> l.contains("virtual thread"));
        var metrics = new HashMap<>(none.metrics());
        metrics.put("/go4j/sched/virtual-threads:threads", 1_234.0);
        List<Place> places = new ArrayList<>(none.places());
        places.add(new Place("virtual thread parked", "Pool.take", "Pool.java:1", 1_234, 99, -1, 0));
        var now = new TopSample(none.nanos(), none.goroutines(), none.gomaxprocs(), metrics, none.processors(), places);
        List<String> lines = TopFrame.lines("title", now, now, false, 80, 24);
        assertThat(lines).contains("virtual threads on the processors that are no goroutines 1,234");
        assertThat(lines).anyMatch(l -> l.matches(" +1,234 +virtual thread parked +Pool.take +Pool.java:1 +- +99"));
    }

    @Test
    void hogsComeFirstAndThenTheLongestWaitsIfTheyAreWanted() {
        TopSample all = sample(1, 2, 30);
        List<Place> places = new ArrayList<>(all.places());
        places.add(new Place("running, hog", "Hog.compute", "Hog.java:1", 1, 99, -1, 0));
        places.add(new Place("IO wait", "Net.read", "Net.java:1", 1, 98, 90_061_000, 98));
        var now = new TopSample(all.nanos(), all.goroutines(), all.gomaxprocs(), all.metrics(), all.processors(), places);
        assertThat(rows(TopFrame.lines("title", now, now, false, 80, 24)).subList(0, 2)).satisfiesExactly(
                first -> assertThat(first).matches(" +1 +running, hog +Hog.compute +Hog.java:1 +- +99"),
                second -> assertThat(second).matches(" +1,000 .* 0s +7"));
        assertThat(rows(TopFrame.lines("title", now, now, true, 80, 24)).subList(0, 3)).satisfiesExactly(
                first -> assertThat(first).matches(" +1 +running, hog .*"),
                second -> assertThat(second).matches(" +1 +IO wait +Net.read +Net.java:1 +1d1h +98"),
                third -> assertThat(third).matches(" +971 +chan receive .* 29m0s +36"));
    }

    private static List<String> rows(List<String> lines) {
        int head = IntStream.range(0, lines.size()).filter(i -> lines.get(i).contains("GOROUTINES")).findFirst().orElseThrow();
        return lines.subList(head + 1, lines.size());
    }

    @Test
    void manyProcessorsBecomeALineOfQueueLengths() {
        List<String> lines = TopFrame.lines("title", sample(1, 30, 30), sample(2, 30, 30), false, 80, 24);
        assertThat(lines).anyMatch(l -> l.startsWith("queue of each P: - 1 2 - 4 5"));
        assertThat(lines.stream().filter(l -> l.contains("chan receive") && l.contains("Worker"))).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void theFirstScreenHasNoRates() {
        TopSample first = sample(1, 1, 1);
        assertThat(TopFrame.lines("title", first, first, false, 80, 24)).anyMatch(l -> l.startsWith("each second: switches - "));
    }

    @Test
    void durationsAndSizesAreGos() {
        assertThat(List.of(JvmBeans.duration(0), JvmBeans.duration(7), JvmBeans.duration(2_340), JvmBeans.duration(62_000)))
                .containsExactly("0s", "7ms", "2.34s", "1m2s");
        assertThat(JvmBeans.duration(3_661_500)).isEqualTo("1h1m1.5s");
        assertThat(List.of(JvmBeans.size(1023), JvmBeans.size(1536), JvmBeans.size(5L << 30)))
                .containsExactly("1023 bytes", "1.50KB (1536 bytes)", "5.00GB (5368709120 bytes)");
    }
}
