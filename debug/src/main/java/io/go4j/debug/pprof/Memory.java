// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import io.go4j.debug.MemStats;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.pprof.ProfileSource;
import io.go4j.pprof.ProfileText;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The profiles {@code heap} and {@code allocs}, and the door to {@link CpuProfile}. Made by the {@link java.util.ServiceLoader}. */
public final class Memory implements ProfileSource {
    /*
     * Two sources of the JVM, since none knows both who allocated an object and whether it is still there:
     *
     * - what is in use: the class histogram. Exact, by class; there is no stack, so each class stands as one frame that bears its name. The
     *   heap is walked for it, with the program stopped, which takes about a second for some gigabytes. The JVM can count all objects, or
     *   collect garbage first, which costs a full collection more. A heap without garbage is what is asked for, and what Go shows: heap
     *   collects, unless that is not wanted (gc=0). allocs, which is taken for the other numbers, does not.
     * - what was allocated: see Allocations.
     *
     * One profile is made at a time: the heap is looked at once after the other anyway, and so a later profile never has smaller sums than
     * one that was answered before.
     */
    private static final long GO_RATE = 512 * 1024; // the period that Go states; nothing is reckoned from it
    private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(\\s+\\(.*)?");

    private static final Allocations ALLOCATIONS = new Allocations();
    private static volatile int records;

    /** For the service loader. */
    public Memory() {}

    private record InUse(long objects, long bytes) {}

    @Override
    public List<Profile> profiles() {
        return List.of(new MemoryProfile("heap", null, true), new MemoryProfile("allocs", "alloc_space", false));
    }

    @Override
    public ProfileData cpu(Duration time) throws IOException, InterruptedException {
        return CpuProfile.take(time, Thread::sleep);
    }

    static void start() {
        ALLOCATIONS.start();
    }

    /** What {@code gc=1} asks for where it is not done anyway. */
    static void collect() {
        System.gc();
        MemStats.countForced();
    }

    private static synchronized ProfileData take(@Nullable String defaultType, boolean collects) throws IOException {
        start();
        if (collects && ALLOCATIONS.wantsSizes()) { // of classes of which none may be left in a moment
            histogram(false);
        }
        Map<String, InUse> inUse = histogram(collects);
        List<ProfileData.Sample> samples = ALLOCATIONS.samples();
        inUse.forEach((type, use) -> {
            var frame = new StackTraceElement(type, "", null, -1);
            samples.add(new ProfileData.Sample(List.of(frame), List.of(0L, 0L, use.objects, use.bytes)));
        });
        records = samples.size();
        samples.sort(Comparator.comparingLong((ProfileData.Sample s) -> s.value(3)).thenComparingLong(s -> s.value(1)).reversed());
        var types = List.of(
                new ProfileData.ValueType("alloc_objects", "count"),
                new ProfileData.ValueType("alloc_space", "bytes"),
                new ProfileData.ValueType("inuse_objects", "count"),
                new ProfileData.ValueType("inuse_space", "bytes"));
        var space = new ProfileData.ValueType("space", "bytes");
        return new ProfileData(types, samples, space, GO_RATE, defaultType, Instant.now(), Duration.ZERO);
    }

    private static Map<String, InUse> histogram(boolean collects) throws IOException {
        String table;
        try {
            String[] options = collects ? new String[0] : new String[] {"-all"};
            table = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {options},
                    new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IOException("pprof: the JVM gives no class histogram: " + e, e);
        }
        if (collects) {
            MemStats.countForced();
        }
        Map<String, InUse> byClass = new HashMap<>();
        table.lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                var use = new InUse(Long.parseLong(row.group(1)), Long.parseLong(row.group(2)));
                byClass.merge(ClassNames.readable(row.group(3)), use, (a, b) -> new InUse(a.objects + b.objects, a.bytes + b.bytes));
            }
        });
        byClass.forEach((type, use) -> ALLOCATIONS.learn(type, use.objects, use.bytes));
        return byClass;
    }

    /** One of the two: they hold the same and differ in what is shown first, and in whether garbage is collected before. */
    private record MemoryProfile(String name, @Nullable String defaultType, boolean collects) implements Profile {
        /** As many as there were when it was last taken: a look at the heap is not to be had for a number. */
        @Override
        public int count() {
            return records;
        }

        @Override
        public ProfileData data() throws IOException {
            return take(defaultType, collects);
        }

        @Override
        public Profile withoutCollection() {
            return new MemoryProfile(name, defaultType, false);
        }

        @Override
        public void writeTo(OutputStream out, int debug) throws IOException {
            ProfileData data = data();
            if (debug <= 0) {
                data.writeTo(out);
                return;
            }
            long[] sums = new long[4];
            var body = new StringBuilder();
            var print = new ProfileText();
            for (ProfileData.Sample s : data.samples()) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += s.value(i);
                }
                body.append(numbers(s.value(0), s.value(1), s.value(2), s.value(3))).append(print.stack(s, true));
            }
            String head = "heap profile: " + numbers(sums[0], sums[1], sums[2], sums[3]) + "@ heap/" + 2 * GO_RATE + "\n";
            out.write((head + body + "\n" + MemStats.read().profileTrailer()).getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private static String numbers(long allocObjects, long allocBytes, long objects, long bytes) {
            return objects + ": " + bytes + " [" + allocObjects + ": " + allocBytes + "] ";
        }
    }
}
