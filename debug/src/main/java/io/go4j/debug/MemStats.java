// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory and collections by the JVM's beans, under Go's names (runtime.MemStats); 0 where the JVM has no such thing. For the packages below
 * this one.
 *
 * @param alloc bytes of the heap in use
 * @param totalAlloc bytes allocated since the start
 * @param sys bytes got from the operating system: heap and what the JVM itself needs
 * @param heapSys bytes of the heap got from the operating system
 * @param heapLimit bytes that the heap may have
 * @param collections how many there were
 * @param forced how many of them were asked for here
 * @param pauses how long they took
 * @param lastEnd when the last one ended, in nanoseconds since 1970; 0: there was none
 * @param lastPause how long the last one took
 * @param cpuFraction which share of the time since the start they took
 */
public record MemStats(
        long alloc,
        long totalAlloc,
        long sys,
        long heapSys,
        long heapLimit,
        long collections,
        long forced,
        Duration pauses,
        long lastEnd,
        Duration lastPause,
        double cpuFraction) {
    private static final AtomicLong FORCED = new AtomicLong();
    private static final AtomicLong TOTAL_ALLOC = new AtomicLong(); // the most that was seen
    private static final String[] UNITS = {"KB", "MB", "GB", "TB", "PB"};

    /** Counts a collection that was asked for. */
    public static void countForced() {
        FORCED.incrementAndGet();
    }

    /**
     * Reads the beans.
     *
     * @return what they say now
     */
    public static MemStats read() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long allocated = threads instanceof com.sun.management.ThreadMXBean t ? t.getTotalThreadAllocatedBytes() : 0;
        long count = 0;
        long millis = 0;
        long lastEnd = 0;
        long last = 0;
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += Math.max(0, gc.getCollectionCount());
            millis += Math.max(0, gc.getCollectionTime());
            GcInfo info = gc instanceof com.sun.management.GarbageCollectorMXBean b ? b.getLastGcInfo() : null;
            if (info != null && info.getEndTime() >= lastEnd) {
                lastEnd = info.getEndTime();
                last = info.getDuration();
            }
        }
        var runtime = ManagementFactory.getRuntimeMXBean();
        return new MemStats(
                heap.getUsed(),
                TOTAL_ALLOC.accumulateAndGet(Math.max(allocated, heap.getUsed()), Math::max), // never less than before
                heap.getCommitted() + other.getCommitted(),
                heap.getCommitted(),
                Math.max(heap.getMax(), heap.getCommitted()),
                count,
                FORCED.get(),
                Duration.ofMillis(millis),
                count == 0 ? 0 : (runtime.getStartTime() + lastEnd) * 1_000_000,
                Duration.ofMillis(last),
                (double) millis / Math.max(1, runtime.getUptime()));
    }

    /**
     * Returns what {@code gops memstats} prints.
     *
     * @return 31 lines
     */
    public String gopsText() {
        var out = new StringBuilder();
        long idle = heapSys - alloc;
        size(out, "alloc", alloc);
        size(out, "total-alloc", totalAlloc);
        size(out, "sys", sys);
        plain(out, "lookups", 0);
        plain(out, "mallocs", 0);
        plain(out, "frees", 0);
        size(out, "heap-alloc", alloc);
        size(out, "heap-sys", heapSys);
        size(out, "heap-idle", idle);
        size(out, "heap-in-use", alloc);
        size(out, "heap-released", 0);
        plain(out, "heap-objects", 0);
        for (String none : new String[] {"stack-in-use", "stack-sys", "mspan-in-use", "mspan-sys", "mcache-in-use", "mcache-sys"}) {
            size(out, none, 0);
        }
        size(out, "buck-hash-sys", 0);
        size(out, "other-sys", sys - heapSys);
        size(out, "gc-sys", 0);
        out.append("next-gc: when heap-alloc >= ").append(bytes(heapLimit)).append('\n');
        out.append("last-gc: ").append(lastEnd == 0 ? "-" : time(lastEnd)).append('\n');
        out.append("gc-pause-total: ").append(duration(pauses)).append('\n');
        plain(out, "gc-pause", lastPause.toNanos());
        plain(out, "gc-pause-end", lastEnd);
        plain(out, "num-gc", collections);
        plain(out, "num-forced-gc", forced);
        out.append("gc-cpu-fraction: ").append(fraction()).append('\n');
        out.append("enable-gc: true\ndebug-gc: false\n");
        return out.toString();
    }

    /**
     * Returns what stands at the end of {@code heap?debug=1}.
     *
     * @return lines that begin with #
     */
    public String profileTrailer() {
        var out = new StringBuilder("\n# runtime.MemStats\n");
        String[] names = {"Alloc", "TotalAlloc", "Sys", "Lookups", "Mallocs", "Frees", "HeapAlloc", "HeapSys", "HeapIdle", "HeapInuse",
            "HeapReleased", "HeapObjects"};
        long[] values = {alloc, totalAlloc, sys, 0, 0, 0, alloc, heapSys, heapSys - alloc, alloc, 0, 0};
        for (int i = 0; i < names.length; i++) {
            out.append("# ").append(names[i]).append(" = ").append(values[i]).append('\n');
        }
        out.append("# Stack = 0 / 0\n# MSpan = 0 / 0\n# MCache = 0 / 0\n# BuckHashSys = 0\n# GCSys = 0\n");
        out.append("# OtherSys = ").append(sys - heapSys).append('\n');
        out.append("# NextGC = ").append(heapLimit).append('\n');
        out.append("# LastGC = ").append(lastEnd).append('\n');
        out.append("# PauseNs = [").append(lastPause.toNanos()).append("]\n");
        out.append("# PauseEnd = [").append(lastEnd).append("]\n");
        out.append("# NumGC = ").append(collections).append('\n');
        out.append("# NumForcedGC = ").append(forced).append('\n');
        out.append("# GCCPUFraction = ").append(fraction()).append('\n');
        return out.append("# DebugGC = false\n").toString();
    }

    private String fraction() {
        return cpuFraction == 0 ? "0" : Double.toString(cpuFraction);
    }

    private static void plain(StringBuilder out, String name, long value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    private static void size(StringBuilder out, String name, long value) {
        out.append(name).append(": ").append(bytes(value)).append('\n');
    }

    /** {@code 166528} is {@code 162.62KB (166528 bytes)}; below 1024 it is {@code N bytes}. */
    static String bytes(long n) {
        if (n < 1024) {
            return n + " bytes";
        }
        double value = n;
        int unit = -1;
        while (value >= 1024 && unit + 1 < UNITS.length) {
            value /= 1024;
            unit++;
        }
        String rounded = new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString(); // as Go rounds
        return rounded + UNITS[unit] + " (" + n + " bytes)";
    }

    /** As Go prints a time. */
    private static String time(long nanos) {
        var format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS Z z", Locale.ROOT);
        return format.format(Instant.ofEpochMilli(nanos / 1_000_000).atZone(ZoneId.systemDefault()));
    }

    /** As Go prints a duration of whole milliseconds: {@code 0s}, {@code 15ms}, {@code 1.5s}, {@code 2m3s}. */
    static String duration(Duration d) {
        long millis = d.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        String seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        long minutes = millis / 60_000;
        String hours = minutes >= 60 ? minutes / 60 + "h" : "";
        return minutes == 0 ? seconds : hours + minutes % 60 + "m" + seconds;
    }
}
