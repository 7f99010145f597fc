// SPDX-License-Identifier: Apache-2.0
package io.go4j.micrometer;

import io.go4j.diag.Metric;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The metrics as they were a moment ago: a registry asks for one meter after another, and all of them shall show one moment. */
final class Readings {
    /*
     * Percentiles of all time would soon not move any more. So two older histograms are kept, taken a minute apart, and what has come
     * since the older of them counts: the last one to two minutes, provided that somebody reads.
     */
    private static final long FRESH_NANOS = 20_000_000;
    private static final long WINDOW_NANOS = 60_000_000_000L;
    private static final String LATENCIES = "/sched/latencies:seconds";

    private final Supplier<SortedMap<String, Metric>> source;
    private final LongSupplier clock;

    private SortedMap<String, Metric> last = new TreeMap<>();
    private long lastAt;
    private boolean any;

    private Metric.@Nullable Histogram older;
    private Metric.@Nullable Histogram newer;
    private long newerAt;

    Readings(Supplier<SortedMap<String, Metric>> source, LongSupplier clock) {
        this.source = source;
        this.clock = clock;
    }

    private SortedMap<String, Metric> now() {
        long now = clock.getAsLong();
        if (!any || now - lastAt >= FRESH_NANOS) {
            last = source.get();
            lastAt = now;
            if (!any) {
                any = true;
                newerAt = now;
            }
            if (now - newerAt >= WINDOW_NANOS) {
                older = newer;
                newer = histogram(last);
                newerAt = now;
            }
        }
        return last;
    }

    /** Returns the count of that name, 0 if there is none. Any thread, as the following. */
    synchronized double count(String name) {
        return value(now(), name);
    }

    /** Returns what is left of a total. */
    synchronized double rest(String total, String part) {
        SortedMap<String, Metric> now = now();
        return Math.max(0, value(now, total) - value(now, part));
    }

    private static double value(SortedMap<String, Metric> all, String name) {
        return all.get(name) instanceof Metric.Count c ? c.value() : 0;
    }

    private static Metric.@Nullable Histogram histogram(SortedMap<String, Metric> all) {
        return all.get(LATENCIES) instanceof Metric.Histogram h ? h : null;
    }

    /** Returns what a share of the recent latencies did not exceed, in seconds; 0 if there were none. */
    synchronized double recentLatency(double share) {
        Metric.Histogram h = histogram(now());
        if (h == null) {
            return 0;
        }
        Metric.Histogram before = older;
        if (before == null) {
            return h.quantile(share);
        }
        List<Long> recent = IntStream.range(0, h.counts().size())
                .mapToObj(i -> h.counts().get(i) - before.counts().get(i))
                .toList();
        return new Metric.Histogram(h.name(), h.bounds(), recent).quantile(share);
    }

    /** Returns how many latencies there ever were of less than so many seconds. */
    synchronized double latenciesBelow(double seconds) {
        Metric.Histogram h = histogram(now());
        long n = 0;
        for (int i = 0; h != null && i < h.counts().size() && h.bounds().get(i + 1) <= seconds; i++) {
            n += h.counts().get(i);
        }
        return n;
    }
}
