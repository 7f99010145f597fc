// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import io.go4j.pprof.ProfileData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** What the CPUs are busy with: samples of the flight recorder, taken for a while. */
public final class CpuProfile {
    /*
     * jdk.ExecutionSample: every 10 ms the JVM looks at up to five threads that execute Java code, with the whole stack of the virtual
     * thread on them. A sample stands for 10 ms. On a machine with more busy CPUs than that the shares are right, the sum is too small.
     *
     * Rejected: jdk.CPUTimeSample, which counts CPU time itself, is an experiment of JDK 25 and for Linux only.
     *
     * JFR knows the thread, not the goroutine, so while the recording runs it is noted which goroutine is on which thread
     * (RunningGoroutines).
     */
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final AtomicBoolean RUNNING = new AtomicBoolean();
    private static final ProfileData.ValueType CPU = new ProfileData.ValueType("cpu", "nanoseconds");

    private CpuProfile() {}

    static void remember(@Nullable ClassLoader loader) {
        Frames.remember(loader);
    }

    /** How time passes while a profile is taken. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Waits.
         *
         * @param time for how long
         * @throws IOException if nobody wants the profile any more
         * @throws InterruptedException if the thread is interrupted
         */
        void last(Duration time) throws IOException, InterruptedException;
    }

    private record Place(List<StackTraceElement> stack, Map<String, String> labels) {}

    /**
     * Takes a profile; the calling thread waits.
     *
     * @param time for how long
     * @param pause how to wait; when it throws, the profile is given up and another one can be taken
     * @return the profile
     * @throws IllegalStateException if one is being taken already
     * @throws IOException if the flight recorder fails, or {@code pause} does
     * @throws InterruptedException if the thread is interrupted
     */
    public static ProfileData take(Duration time, Pause pause) throws IOException, InterruptedException {
        if (!RUNNING.compareAndSet(false, true)) {
            throw new IllegalStateException("cpu profiling already in use");
        }
        try {
            Path file = Files.createTempFile("go4j-cpu", ".jfr");
            try {
                return record(time, pause, file);
            } finally {
                Files.deleteIfExists(file);
            }
        } finally {
            RUNNING.set(false);
        }
    }

    private static ProfileData record(Duration time, Pause pause, Path file) throws IOException, InterruptedException {
        var running = new RunningGoroutines(PERIOD);
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
            recording.start();
            Instant began = Instant.now();
            long beganNanos = System.nanoTime();
            pause.last(time);
            recording.stop();
            running.stop();
            recording.dump(file);
            return read(file, running, began, Duration.ofNanos(System.nanoTime() - beganNanos));
        } finally {
            running.stop();
        }
    }

    private static ProfileData read(Path file, RunningGoroutines running, Instant began, Duration time) throws IOException {
        Map<Place, Long> counts = new HashMap<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent e = events.readEvent();
                if (e.getEventType().getName().equals("jdk.ExecutionSample") && !e.getStartTime().isBefore(began)) {
                    List<StackTraceElement> stack = Frames.of(e.getStackTrace());
                    RecordedThread thread = e.getThread("sampledThread");
                    boolean known = thread != null && thread.isVirtual();
                    var labels = known ? running.labels(thread.getJavaThreadId(), e.getStartTime()) : Map.<String, String>of();
                    counts.merge(new Place(stack, labels), 1L, Long::sum);
                }
            }
        }
        List<ProfileData.Sample> samples = new ArrayList<>();
        counts.forEach((place, n) ->
                samples.add(new ProfileData.Sample(place.stack, place.labels, Map.of(), List.of(n, n * PERIOD.toNanos()))));
        samples.sort(Comparator.comparingLong((ProfileData.Sample s) -> s.value(0)).reversed());
        var types = List.of(new ProfileData.ValueType("samples", "count"), CPU);
        return new ProfileData(types, samples, CPU, PERIOD.toNanos(), null, began, time);
    }
}
