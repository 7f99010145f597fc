// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.PlatformManagedObject;
import java.lang.management.RuntimeMXBean;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.management.MBeanServerConnection;

/** What the JVM itself says of a process, in the words of gops. What a JVM does not have is 0. */
final class JvmBeans {
    private static final DateTimeFormatter GO_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS Z z", Locale.ROOT);

    private final MBeanServerConnection connection;

    JvmBeans(MBeanServerConnection connection) {
        this.connection = connection;
    }

    private <T extends PlatformManagedObject> T bean(Class<T> type) throws IOException {
        return ManagementFactory.getPlatformMXBean(connection, type);
    }

    long threadsStarted() throws IOException {
        return bean(ThreadMXBean.class).getTotalStartedThreadCount();
    }

    int cpus() throws IOException {
        return bean(OperatingSystemMXBean.class).getAvailableProcessors();
    }

    String javaVersion() throws IOException {
        return bean(RuntimeMXBean.class).getVmVersion();
    }

    void gc() throws IOException {
        bean(MemoryMXBean.class).gc();
    }

    /** The 31 lines of {@code gops memstats}, in its order. */
    String memstats() throws IOException {
        MemoryMXBean memory = bean(MemoryMXBean.class);
        RuntimeMXBean runtime = bean(RuntimeMXBean.class);
        MemoryUsage heap = memory.getHeapMemoryUsage();
        MemoryUsage other = memory.getNonHeapMemoryUsage();
        long allocated = bean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
        long collections = 0;
        long millis = 0;
        long lastEnd = -1;
        long lastMillis = 0;
        for (var gc : ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class)) {
            collections += Math.max(0, gc.getCollectionCount());
            millis += Math.max(0, gc.getCollectionTime());
            GcInfo last = gc.getLastGcInfo();
            if (last != null && last.getEndTime() > lastEnd) {
                lastEnd = last.getEndTime();
                lastMillis = last.getDuration();
            }
        }
        Instant lastAt = Instant.ofEpochMilli(runtime.getStartTime() + Math.max(0, lastEnd));
        var out = new StringBuilder(1000);
        size(out, "alloc", heap.getUsed());
        size(out, "total-alloc", Math.max(allocated, heap.getUsed())); // the JVM counts a buffer of a thread when it is full
        size(out, "sys", heap.getCommitted() + other.getCommitted());
        line(out, "lookups", "0");
        line(out, "mallocs", "0");
        line(out, "frees", "0");
        size(out, "heap-alloc", heap.getUsed());
        size(out, "heap-sys", heap.getCommitted());
        size(out, "heap-idle", heap.getCommitted() - heap.getUsed());
        size(out, "heap-in-use", heap.getUsed());
        size(out, "heap-released", 0);
        line(out, "heap-objects", "0");
        for (String none : "stack-in-use stack-sys mspan-in-use mspan-sys mcache-in-use mcache-sys buck-hash-sys".split(" ", -1)) {
            size(out, none, 0);
        }
        size(out, "other-sys", other.getCommitted());
        size(out, "gc-sys", 0);
        line(out, "next-gc", "when heap-alloc >= " + size(Math.max(heap.getMax(), heap.getCommitted())));
        line(out, "last-gc", lastEnd < 0 ? "-" : GO_TIME.format(lastAt.atZone(ZoneId.systemDefault())));
        line(out, "gc-pause-total", duration(millis));
        line(out, "gc-pause", Long.toString(lastMillis * 1_000_000));
        line(out, "gc-pause-end", Long.toString(lastEnd < 0 ? 0 : lastAt.toEpochMilli() * 1_000_000));
        line(out, "num-gc", Long.toString(collections));
        line(out, "num-forced-gc", "0");
        line(out, "gc-cpu-fraction", fraction(millis, runtime.getUptime()));
        line(out, "enable-gc", "true");
        line(out, "debug-gc", "false");
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    private static void size(StringBuilder out, String name, long bytes) {
        line(out, name, size(bytes));
    }

    /** As gops: 1536 is {@code 1.50KB (1536 bytes)}. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        String[] units = {"KB", "MB", "GB", "TB", "PB"};
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%s (%d bytes)", value, units[unit], bytes);
    }

    /** As Go prints a time.Duration. */
    static String duration(long millis) {
        if (millis == 0) {
            return "0s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        long minutes = millis / 60_000;
        long rest = millis % 60_000;
        String seconds = rest % 1000 == 0
                ? rest / 1000 + "s"
                : String.format(Locale.ROOT, "%d.%03d", rest / 1000, rest % 1000).replaceAll("0+$", "") + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String fraction(long part, long whole) {
        return part == 0 || whole <= 0 ? "0" : String.format(Locale.ROOT, "%.6f", (double) part / whole);
    }
}
