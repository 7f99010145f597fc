// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import io.go4j.pprof.ProfileData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/** What was allocated so far, by place and class: samples of the flight recorder, added up. */
final class Allocations {
    /*
     * A sample says a class and how many bytes it stands for, not how many objects. These are reckoned from the mean size of the class in a
     * histogram. The mean changes from one histogram to the next, and a sum reckoned anew from it would go down now and then. So only the
     * bytes that are new since the last profile are divided by the mean of today, and the objects found so are added to those of before:
     * whatever the means do, no number here ever becomes smaller. Where no mean is known yet, each sample counts as one object, as it is
     * one at least.
     *
     * Profiles are made one at a time (Memory), the samples come in meanwhile.
     */
    private static final int MAX_PLACES = 50_000;
    private static final Place OTHERS =
            new Place(List.of(new StackTraceElement("(more than " + MAX_PLACES + " places)", "", null, -1)), "");

    private final ConcurrentHashMap<Place, Sum> sums = new ConcurrentHashMap<>();
    private final Map<String, Double> means = new HashMap<>(); // bytes of one object, by class
    private final Set<String> searched = new HashSet<>(); // classes without a mean for which the whole heap was looked through
    private @Nullable RecordingStream stream;

    private record Place(List<StackTraceElement> stack, String type) {}

    /** What one place has allocated. */
    private static final class Sum {
        private long bytes; // these two by the recorder's thread
        private long samples;
        private long reckonedBytes; // the rest by whoever makes a profile
        private long reckonedSamples;
        private double objects;

        synchronized void add(long weight) {
            bytes += Math.max(0, weight);
            samples++;
        }

        synchronized boolean hasNews() {
            return samples > reckonedSamples;
        }

        /** Both numbers, up to now. */
        synchronized long[] reckon(@Nullable Double mean) {
            long news = samples - reckonedSamples;
            objects += mean == null ? news : Math.max((double) news, (bytes - reckonedBytes) / mean);
            reckonedBytes = bytes;
            reckonedSamples = samples;
            return new long[] {(long) objects, bytes};
        }
    }

    /** Begins to sample, on a thread of its own: starting the flight recorder takes a second. */
    synchronized void start() {
        if (stream != null) {
            return;
        }
        var s = new RecordingStream();
        stream = s;
        s.enable("jdk.ObjectAllocationSample").with("throttle", "300/s");
        s.onEvent("jdk.ObjectAllocationSample", this::sampled);
        s.setMaxAge(Duration.ofSeconds(10));
        Thread t = new Thread(() -> run(s), "go4j-allocs");
        t.setDaemon(true);
        t.start();
    }

    /** Until the JVM ends, or until it has no memory for that: then the next who wants a profile begins again. */
    private void run(RecordingStream s) {
        try {
            s.start();
        } catch (VirtualMachineError e) {
            // the samples until then are there
        } finally {
            s.close();
            synchronized (this) {
                stream = null;
            }
        }
    }

    private void sampled(RecordedEvent e) {
        RecordedClass type = e.getClass("objectClass");
        add(Frames.of(e.getStackTrace()), type == null ? "" : ClassNames.readable(type.getName()), e.getLong("weight"));
    }

    void add(List<StackTraceElement> stack, String type, long bytes) {
        var place = new Place(List.copyOf(stack), type);
        Sum sum = sums.get(place);
        if (sum == null) {
            sum = sums.computeIfAbsent(sums.size() < MAX_PLACES ? place : OTHERS, key -> new Sum());
        }
        sum.add(bytes);
    }

    /** Whether there is a class whose size only a look at objects that are garbage can tell, if anything can. */
    boolean wantsSizes() {
        boolean wants = false;
        for (Map.Entry<Place, Sum> e : sums.entrySet()) {
            String type = e.getKey().type;
            if (!means.containsKey(type) && e.getValue().hasNews()) {
                wants |= searched.add(type);
            }
        }
        return wants;
    }

    void learn(String type, long objects, long bytes) {
        if (objects > 0) {
            means.put(type, Math.max(1.0, (double) bytes / objects));
        }
    }

    /** A sample for each place and class: objects, bytes, and two zeros. */
    List<ProfileData.Sample> samples() {
        List<ProfileData.Sample> samples = new ArrayList<>();
        sums.forEach((place, sum) -> {
            long[] both = sum.reckon(means.get(place.type));
            Map<String, String> label = place.type.isEmpty() ? Map.of() : Map.of("class", place.type);
            samples.add(new ProfileData.Sample(place.stack, label, Map.of(), List.of(both[0], both[1], 0L, 0L)));
        });
        return samples;
    }
}
