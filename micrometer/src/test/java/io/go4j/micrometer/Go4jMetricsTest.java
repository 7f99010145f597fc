// SPDX-License-Identifier: Apache-2.0
package io.go4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.go4j.Chan;
import io.go4j.GoRuntime;
import io.go4j.diag.Metric;
import io.go4j.sync.WaitGroup;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class Go4jMetricsTest {
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.yield();
        }
    }

    /** Hundred goroutines that wait, while {@code look} runs. */
    private static void withGoroutines(Runnable look) {
        Chan<Integer> ch = Chan.make();
        WaitGroup group = new WaitGroup();
        for (int i = 0; i < 100; i++) {
            group.go(ch::receive);
        }
        look.run();
        ch.close();
        group.await();
    }

    private static double gauge(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private static double counter(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    @Tag("full-only") // the JDK's scheduler does not tell
    void metersOfTheScheduler() {
        var registry = new SimpleMeterRegistry();
        new Go4jMetrics().bindTo(registry);
        double before = counter(registry, "go4j.goroutines.started");
        withGoroutines(() -> {
            await(() -> gauge(registry, "go4j.goroutines", "state", "waiting") >= 100);
            assertThat(counter(registry, "go4j.goroutines.started") - before).isGreaterThanOrEqualTo(100);
            assertThat(counter(registry, "go4j.switches")).isPositive();
            assertThat(gauge(registry, "go4j.processors", "state", "busy") + gauge(registry, "go4j.processors", "state", "idle"))
                    .isEqualTo(GoRuntime.gomaxprocs());
            assertThat(gauge(registry, "go4j.threads", "state", "busy") + gauge(registry, "go4j.threads", "state", "idle"))
                    .isPositive();
        });
        for (Meter m : registry.getMeters()) {
            assertThat(m.getId().getName()).startsWith("go4j.");
            assertThat(m.getId().getDescription()).as(m.getId().getName()).isNotBlank();
        }
        assertThat(registry.get("go4j.goroutines").meters()).hasSize(4).allMatch(m -> "goroutines".equals(m.getId().getBaseUnit()));
        assertThat(registry.get("go4j.runqueue").meters()).hasSize(2).allMatch(m -> "goroutines".equals(m.getId().getBaseUnit()));
        assertThat(registry.get("go4j.handoffs").functionCounter().getId().getBaseUnit()).isEqualTo("events");
        assertThat(registry.get("go4j.hogs").functionCounter().count()).isNotNegative();
        assertThat(registry.get("go4j.slices.expired").functionCounter().count()).isNotNegative();
        assertThat(registry.get("go4j.scheduling.latency").timeGauges()).hasSize(3);
    }

    @Test
    @Tag("portable-only") // in full mode there is more
    void metersOfPortableMode() {
        var registry = new SimpleMeterRegistry();
        new Go4jMetrics().bindTo(registry);
        withGoroutines(() -> await(() -> gauge(registry, "go4j.goroutines", "state", "unknown") >= 100));
        assertThat(gauge(registry, "go4j.processors", "state", "busy")).isEqualTo(GoRuntime.gomaxprocs());
        assertThat(registry.getMeters()).hasSize(2);
    }

    @Test
    void metersOutliveTheBinder() {
        var registry = new SimpleMeterRegistry();
        new Go4jMetrics().bindTo(registry);
        System.gc();
        assertThat(registry.get("go4j.processors").tag("state", "busy").gauge().value()).isNotNaN();
    }

    @Test
    void tagsOfTheProgram() {
        var registry = new SimpleMeterRegistry();
        new Go4jMetrics(Tags.of("app", "shop")).bindTo(registry);
        assertThat(registry.getMeters()).isNotEmpty().allMatch(m -> "shop".equals(m.getId().getTag("app")));
    }

    @Test
    void whatPrometheusReads() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new Go4jMetrics(List.of(), readingsOf(new AtomicLong(), histogram(1, 2, 3)), true).bindTo(registry);
        assertThat(registry.scrape().lines())
                .contains(
                        "# HELP go4j_goroutines Goroutines that have not ended",
                        "# TYPE go4j_goroutines gauge",
                        "go4j_goroutines{state=\"waiting\"} 7.0",
                        "go4j_processors{state=\"busy\"} 3.0",
                        "go4j_processors{state=\"idle\"} 1.0",
                        "go4j_runqueue_goroutines{queue=\"global\"} 2.0",
                        "go4j_runqueue_goroutines{queue=\"local\"} 3.0",
                        "# TYPE go4j_goroutines_started_goroutines_total counter",
                        "go4j_goroutines_started_goroutines_total 40.0",
                        "go4j_handoffs_events_total 6.0",
                        "go4j_scheduling_latency_seconds{phi=\"0.5\"} 4.096E-6",
                        "# TYPE go4j_scheduling_latency_buckets_total counter",
                        "go4j_scheduling_latency_buckets_total{le=\"1.024E-6\"} 1.0",
                        "go4j_scheduling_latency_buckets_total{le=\"4.096E-6\"} 3.0",
                        "go4j_scheduling_latency_buckets_total{le=\"17.179869184\"} 3.0",
                        "go4j_scheduling_latency_buckets_total{le=\"+Inf\"} 6.0");
    }

    private static Metric.Histogram histogram(long... counts) {
        return new Metric.Histogram(
                "/sched/latencies:seconds",
                List.of(0.0, 1.024e-6, 4.096e-6, Double.POSITIVE_INFINITY),
                Arrays.stream(counts).boxed().toList());
    }

    private static Readings readingsOf(AtomicLong clock, Metric.Histogram latencies) {
        return new Readings(() -> metrics(latencies), clock::get);
    }

    private static SortedMap<String, Metric> metrics(Metric.Histogram latencies) {
        var all = new TreeMap<String, Metric>();
        for (var m : List.of(
                new Metric.Count("/sched/goroutines/waiting:goroutines", 7),
                new Metric.Count("/sched/gomaxprocs:threads", 4),
                new Metric.Count("/go4j/sched/procs/idle:procs", 1),
                new Metric.Count("/sched/goroutines/runnable:goroutines", 5),
                new Metric.Count("/go4j/sched/global-queue:goroutines", 2),
                new Metric.Count("/sched/goroutines-created:goroutines", 40),
                new Metric.Count("/go4j/sched/handoffs:events", 6))) {
            all.put(m.name(), m);
        }
        all.put(latencies.name(), latencies);
        return all;
    }

    @Test
    void metersThatAreReadTogetherShowOneMoment() {
        AtomicLong clock = new AtomicLong();
        AtomicLong reads = new AtomicLong();
        var readings = new Readings(
                () -> new TreeMap<>(Map.of("n", new Metric.Count("n", reads.incrementAndGet()))), clock::get);
        assertThat(readings.count("n")).isEqualTo(1);
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(19));
        assertThat(readings.count("n")).isEqualTo(1);
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(readings.count("n")).isEqualTo(2);
        assertThat(readings.count("nothing of this name")).isZero();
    }

    @Test
    void percentilesForgetWhatIsOlderThanTwoMinutes() {
        AtomicLong clock = new AtomicLong();
        long[] counts = {100, 0, 0};
        var readings = new Readings(() -> metrics(histogram(counts)), clock::get);
        assertThat(readings.recentLatency(0.5)).isEqualTo(1.024e-6, within(1e-12));
        counts[1] = 10;
        clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
        assertThat(readings.recentLatency(0.5)).as("of all so far").isEqualTo(1.024e-6, within(1e-12));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
        counts[1] = 20;
        assertThat(readings.recentLatency(0.5)).as("of the ten since the first minute").isEqualTo(4.096e-6, within(1e-12));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
        assertThat(readings.recentLatency(0.5)).as("of none").isZero();
    }
}
