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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/** The profiles {@code heap} and {@code allocs}, and the door to {@link CpuProfile}. Made by the {@link java.util.ServiceLoader}. */
public final class Memory implements ProfileSource {
    /*
     * Two sources of the JVM, since none knows both who allocated an object and whether it is still there:
     *
     * - what is in use: the class histogram. Exact, by class; there is no stack, so each class stands as one frame that bears its name. The
     *   heap is walked for it, with the program stopped, which takes about a second for some gigabytes. Objects that are garbage but not
     *   yet collected count, unless a collection was asked for (gc=1).
     * - what was allocated: samples of the flight recorder (jdk.ObjectAllocationSample), each with its stack and the bytes it stands for,
     *   since the first server was opened or the first of the two profiles asked for. The class is a label. How many objects those bytes
     *   were is reckoned from the mean size in the histogram.
     */
    private static final int MAX_PLACES = 50_000;
    private static final long GO_RATE = 512 * 1024; // the period that Go states; nothing is reckoned from it
    private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(\\s+\\(.*)?");

    private static final ConcurrentHashMap<Place, Long> ALLOCATED = new ConcurrentHashMap<>(); // bytes
    private static @Nullable RecordingStream stream;
    private static volatile int records;

    /** For the service loader. */
    public Memory() {}

    private record Place(List<StackTraceElement> stack, String type) {}

    private record InUse(long objects, long bytes) {}

    @Override
    public List<Profile> profiles() {
        return List.of(new MemoryProfile("heap", null), new MemoryProfile("allocs", "alloc_space"));
    }

    @Override
    public ProfileData cpu(Duration time) throws IOException, InterruptedException {
        return CpuProfile.take(time);
    }

    /** Begins to sample allocations, on a thread of its own: starting the flight recorder takes a second. */
    static synchronized void start() {
        if (stream != null) {
            return;
        }
        var s = new RecordingStream();
        stream = s;
        s.enable("jdk.ObjectAllocationSample").with("throttle", "300/s");
        s.onEvent("jdk.ObjectAllocationSample", Memory::allocated);
        s.setMaxAge(Duration.ofSeconds(10));
        Thread t = new Thread(s::start, "go4j-allocs");
        t.setDaemon(true);
        t.start();
    }

    private static void allocated(RecordedEvent e) {
        RecordedClass type = e.getClass("objectClass");
        var place = new Place(List.copyOf(Frames.of(e.getStackTrace())), type == null ? "" : ClassNames.readable(type.getName()));
        if (ALLOCATED.size() < MAX_PLACES || ALLOCATED.containsKey(place)) {
            ALLOCATED.merge(place, e.getLong("weight"), Long::sum);
        }
    }

    /** What {@code gc=1} asks for. */
    static void collect() {
        System.gc();
        MemStats.countForced();
    }

    private static ProfileData take(@Nullable String defaultType) throws IOException {
        start();
        Map<String, InUse> inUse = histogram();
        List<ProfileData.Sample> samples = new ArrayList<>();
        ALLOCATED.forEach((place, bytes) -> {
            InUse all = inUse.get(place.type);
            long size = all == null || all.objects == 0 ? bytes : Math.max(1, all.bytes / all.objects);
            long objects = Math.max(1, bytes / size);
            Map<String, String> label = place.type.isEmpty() ? Map.of() : Map.of("class", place.type);
            samples.add(new ProfileData.Sample(place.stack, label, Map.of(), List.of(objects, bytes, 0L, 0L)));
        });
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

    private static Map<String, InUse> histogram() throws IOException {
        String table;
        try {
            String[] all = {"-all"}; // without a collection first
            table = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {all},
                    new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IOException("pprof: the JVM gives no class histogram: " + e, e);
        }
        Map<String, InUse> byClass = new HashMap<>();
        table.lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                var use = new InUse(Long.parseLong(row.group(1)), Long.parseLong(row.group(2)));
                byClass.merge(ClassNames.readable(row.group(3)), use, (a, b) -> new InUse(a.objects + b.objects, a.bytes + b.bytes));
            }
        });
        return byClass;
    }

    /** One of the two: they hold the same and differ in what is shown first. */
    private record MemoryProfile(String name, @Nullable String defaultType) implements Profile {
        /** As many as there were when it was last taken: a look at the heap is not to be had for a number. */
        @Override
        public int count() {
            return records;
        }

        @Override
        public ProfileData data() throws IOException {
            return take(defaultType);
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
