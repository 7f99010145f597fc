// SPDX-License-Identifier: Apache-2.0
package io.go4j.micrometer;

import io.go4j.GoRuntime;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Binds the numbers of go4j's scheduler to a registry:
 *
 * {@snippet :
 * new Go4jMetrics().bindTo(registry);
 * }
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th scope="col">meter</th><th scope="col">tags</th><th scope="col">what</th></tr>
 * <tr><td>{@code go4j.goroutines}</td><td>{@code state}: running, runnable, waiting, syscall</td>
 *     <td>goroutines that have not ended; their number is the sum</td></tr>
 * <tr><td>{@code go4j.goroutines.started}</td><td></td><td>how many there ever were</td></tr>
 * <tr><td>{@code go4j.processors}</td><td>{@code state}: busy, idle</td><td>gomaxprocs is the sum</td></tr>
 * <tr><td>{@code go4j.threads}</td><td>{@code state}: busy, idle</td><td>threads that run goroutines, with the system monitor</td></tr>
 * <tr><td>{@code go4j.runqueue}</td><td>{@code queue}: global, local</td><td>goroutines that wait for a processor</td></tr>
 * <tr><td>{@code go4j.switches}</td><td></td><td>how often a processor has switched to a goroutine</td></tr>
 * <tr><td>{@code go4j.handoffs}</td><td></td><td>how often a processor was taken from a thread that did not come back</td></tr>
 * <tr><td>{@code go4j.hogs}</td><td></td><td>how often that was because its goroutine computed</td></tr>
 * <tr><td>{@code go4j.slices.expired}</td><td></td><td>how often a time slice of 10 ms was used up</td></tr>
 * <tr><td>{@code go4j.scheduling.latency}</td><td>{@code phi}: 0.5, 0.9, 0.99</td>
 *     <td>how long goroutines were runnable before they ran: percentiles of the last one to two minutes; 0 if none was timed</td></tr>
 * <tr><td>{@code go4j.scheduling.latency.buckets}</td><td>{@code le}: seconds</td>
 *     <td>the same since the start, as the counts of a cumulative histogram</td></tr>
 * </table>
 *
 * <p>In portable mode there are {@code go4j.goroutines}, with the one state {@code unknown}, and {@code go4j.processors}, all of them busy.
 *
 * <p>The numbers are read when the registry asks for them; several meters that are read at one time show one moment. The instance need
 * not be kept.
 *
 * @see GoRuntime#metrics
 */
public final class Go4jMetrics implements MeterBinder {
    private static final Readings SHARED = new Readings(GoRuntime::metrics, System::nanoTime);
    private static final double[] PERCENTILES = {0.5, 0.9, 0.99};

    /** Powers of two nanoseconds from about 1 us to 17 s, each four times the one before: there the runtime's own buckets have bounds. */
    private static final int LE_SHIFT_MIN = 10;

    private static final int LE_SHIFT_MAX = 34;

    // The meters hold it weakly. The shared one lives as long as this class.
    private final Readings readings;
    private final Tags tags;
    private final boolean full;

    /** Makes a binder whose meters have no tags but their own. */
    public Go4jMetrics() {
        this(List.of());
    }

    /**
     * Makes a binder.
     *
     * @param tags what each of the meters is tagged with, besides its own tags
     */
    public Go4jMetrics(Iterable<Tag> tags) {
        this(tags, SHARED, GoRuntime.isFullMode());
    }

    Go4jMetrics(Iterable<Tag> tags, Readings readings, boolean full) {
        this.tags = Tags.of(tags);
        this.readings = readings;
        this.full = full;
    }

    /**
     * Registers the meters. Neither starts the runtime nor waits. Any thread.
     *
     * @param registry where
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (!full) {
            goroutines(registry, "unknown", r -> r.count("/sched/goroutines:goroutines"));
            processors(registry, "busy", r -> r.count("/sched/gomaxprocs:threads"));
            return;
        }
        goroutines(registry, "running", r -> r.count("/sched/goroutines/running:goroutines"));
        goroutines(registry, "runnable", r -> r.count("/sched/goroutines/runnable:goroutines"));
        goroutines(registry, "waiting", r -> r.count("/sched/goroutines/waiting:goroutines"));
        goroutines(registry, "syscall", r -> r.count("/sched/goroutines/not-in-go:goroutines"));
        counter(registry, "go4j.goroutines.started", "goroutines", "Goroutines that were ever started",
                r -> r.count("/sched/goroutines-created:goroutines"));
        processors(registry, "idle", r -> r.count("/go4j/sched/procs/idle:procs"));
        processors(registry, "busy", r -> r.rest("/sched/gomaxprocs:threads", "/go4j/sched/procs/idle:procs"));
        threads(registry, "idle", r -> r.count("/go4j/sched/threads/idle:threads"));
        threads(registry, "busy", r -> r.rest("/sched/threads/total:threads", "/go4j/sched/threads/idle:threads"));
        runqueue(registry, "global", r -> r.count("/go4j/sched/global-queue:goroutines"));
        runqueue(registry, "local", r -> r.rest("/sched/goroutines/runnable:goroutines", "/go4j/sched/global-queue:goroutines"));
        counter(registry, "go4j.switches", "events", "How often a processor has switched to a goroutine",
                r -> r.count("/go4j/sched/switches:events"));
        counter(registry, "go4j.handoffs", "events", "How often a processor was taken from a thread that did not come back",
                r -> r.count("/go4j/sched/handoffs:events"));
        counter(registry, "go4j.hogs", "events", "How often a processor was taken from a goroutine that computed while others waited",
                r -> r.count("/go4j/sched/hogs:events"));
        counter(registry, "go4j.slices.expired", "events", "How often a time slice of 10 ms was used up",
                r -> r.count("/go4j/sched/slices-expired:events"));
        latency(registry);
    }

    private void latency(MeterRegistry registry) {
        for (double phi : PERCENTILES) {
            TimeGauge.builder("go4j.scheduling.latency", readings, TimeUnit.SECONDS, r -> r.recentLatency(phi))
                    .description("How long goroutines were runnable before they ran, in the last one to two minutes")
                    .tags(tags)
                    .tag("phi", Double.toString(phi))
                    .register(registry);
        }
        for (int shift = LE_SHIFT_MIN; shift <= LE_SHIFT_MAX; shift += 2) {
            double seconds = Math.scalb(1.0, shift) / 1e9;
            bucket(registry, Double.toString(seconds), r -> r.latenciesBelow(seconds));
        }
        bucket(registry, "+Inf", r -> r.latenciesBelow(Double.POSITIVE_INFINITY));
    }

    private void bucket(MeterRegistry registry, String le, ToDoubleFunction<Readings> value) {
        FunctionCounter.builder("go4j.scheduling.latency.buckets", readings, value)
                .description("How many times a goroutine was runnable for less than le seconds before it ran; one in 64 is timed")
                .tags(tags)
                .tag("le", le)
                .register(registry);
    }

    private void goroutines(MeterRegistry registry, String state, ToDoubleFunction<Readings> value) {
        gauge(registry, "go4j.goroutines", "state", state, "goroutines", "Goroutines that have not ended", value);
    }

    private void processors(MeterRegistry registry, String state, ToDoubleFunction<Readings> value) {
        gauge(registry, "go4j.processors", "state", state, "processors", "Goroutines that can execute at once (gomaxprocs)", value);
    }

    private void threads(MeterRegistry registry, String state, ToDoubleFunction<Readings> value) {
        gauge(registry, "go4j.threads", "state", state, "threads", "Threads that run goroutines, with the system monitor", value);
    }

    private void runqueue(MeterRegistry registry, String queue, ToDoubleFunction<Readings> value) {
        gauge(registry, "go4j.runqueue", "queue", queue, "goroutines", "Goroutines that wait for a processor", value);
    }

    private void gauge(MeterRegistry registry, String name, String tag, String tagValue, String unit, String description,
            ToDoubleFunction<Readings> value) {
        Gauge.builder(name, readings, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .tag(tag, tagValue)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String unit, String description, ToDoubleFunction<Readings> value) {
        FunctionCounter.builder(name, readings, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }
}
