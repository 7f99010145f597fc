// SPDX-License-Identifier: Apache-2.0
package io.go4j;

import io.go4j.carrier.StackTable;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.Traceback;
import io.go4j.pprof.Profile;
import io.go4j.pprof.ProfileData;
import io.go4j.pprof.ProfileText;
import io.go4j.sched.ForeignThreads;
import io.go4j.sched.World;
import io.go4j.timer.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Goroutines by where they are. */
final class GoroutineProfile implements Profile {
    /*
     * With a million goroutines, taking their stacks costs some microseconds each and a gigabyte if all are kept. So they are added up as
     * they are walked, and by several threads, each with sums and a table of stacks of its own: taking a stack stops only the goroutine
     * whose it is. The table gives equal stacks as the same list, so they are added up by that, not by their frames.
     */
    private static final int PART = 1024;
    private static final int ALONE_BELOW = 8 * PART;
    private static final int MAX_THREADS = 4;
    private static final int MAX_FRAMES = 128;

    private final String name;
    private final Supplier<World.Walk> goroutines;
    private final IntSupplier count;

    /** Makes a profile of those that {@code goroutines} gives; {@code count} says cheaply how many they are. */
    GoroutineProfile(String name, Supplier<World.Walk> goroutines, IntSupplier count) {
        this.name = name;
        this.goroutines = goroutines;
        this.count = count;
    }

    private record Place(List<StackTraceElement> stack, Map<String, String> labels) {}

    /** How many there are at one place. */
    private static final class Count {
        long n;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int count() {
        return count.getAsInt();
    }

    @Override
    public ProfileData data() {
        Instant now = Clock.wall();
        List<ProfileData.Sample> samples = new ArrayList<>();
        places(goroutines.get()).forEach((place, count) -> samples.add(sample(place, count)));
        samples.sort(Comparator.comparingLong((ProfileData.Sample s) -> s.value(0)).reversed());
        var type = new ProfileData.ValueType(name, "count");
        return new ProfileData(List.of(type), samples, type, 1, null, now, Duration.ZERO);
    }

    private static ProfileData.Sample sample(Place place, Count count) {
        return new ProfileData.Sample(place.stack, place.labels, Map.of(), List.of(count.n));
    }

    private static Map<Place, Count> places(World.Walk walk) {
        var next = new AtomicInteger();
        List<Thread> helpers = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        int threads = walk.size() < ALONE_BELOW ? 1 : Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_THREADS);
        for (int i = 1; i < threads; i++) {
            var part = new Part();
            parts.add(part);
            Thread t = new Thread(() -> part.addUp(walk, next), "go4j-profile");
            t.setDaemon(true);
            t.start();
            helpers.add(t);
        }
        var mine = new Part();
        parts.add(mine);
        mine.addUp(walk, next);
        helpers.forEach(GoroutineProfile::join);
        Map<Place, Count> all = new HashMap<>();
        for (Part part : parts) {
            part.sums.forEach((stack, byLabels) -> byLabels.forEach((labels, count) ->
                    all.computeIfAbsent(new Place(stack(stack), labels), key -> new Count()).n += count.n));
        }
        return all;
    }

    /** What one thread has added up. */
    private static final class Part {
        private final StackTable stacks = new StackTable();
        final IdentityHashMap<List<StackTraceElement>, Map<Map<String, String>, Count>> sums = new IdentityHashMap<>();

        void addUp(World.Walk walk, AtomicInteger next) {
            for (int from = next.getAndAdd(PART); from < walk.size(); from = next.getAndAdd(PART)) {
                for (int i = from; i < Math.min(from + PART, walk.size()); i++) {
                    GoroutineInfo g = walk.at(i, stacks);
                    if (g != null) {
                        sums.computeIfAbsent(g.frames(), key -> new HashMap<>())
                                .computeIfAbsent(g.labels(), key -> new Count())
                                .n++;
                    }
                }
            }
        }
    }

    private static void join(Thread t) {
        boolean interrupted = false;
        while (t.isAlive()) {
            try {
                t.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without what is on every stack: how it was started, and how the JDK parks a virtual thread. */
    static List<StackTraceElement> stack(List<StackTraceElement> frames) {
        int from = 0;
        int to = frames.size();
        while (from < to && Traceback.isJdkOfVirtualThreads(frames.get(from))) {
            from++;
        }
        while (to > from && Traceback.isRuntime(frames.get(to - 1))) {
            to--;
        }
        return from == to ? frames : frames.subList(from, Math.min(to, from + MAX_FRAMES));
    }

    @Override
    public void writeTo(OutputStream out, int debug) throws IOException {
        if (debug <= 0) {
            data().writeTo(out);
            return;
        }
        if (debug == 1) {
            out.write(text().getBytes(StandardCharsets.UTF_8));
        } else {
            dump(out, goroutines.get());
        }
        out.flush();
    }

    private String text() {
        var print = new ProfileText();
        record Group(long n, String text) {}
        List<Group> groups = new ArrayList<>();
        long total = 0;
        for (ProfileData.Sample s : data().samples()) {
            groups.add(new Group(s.value(0), print.stack(s, false)));
            total += s.value(0);
        }
        groups.sort(Comparator.comparingLong(Group::n).reversed().thenComparing(Group::text));
        var out = new StringBuilder(name + " profile: total " + total + "\n");
        groups.forEach(g -> out.append(g.n).append(' ').append(g.text));
        return out.toString();
    }

    /** Always all goroutines; those that were leaked when {@code looked} was made are marked. */
    private static void dump(OutputStream out, World.Walk looked) throws IOException {
        World.Walk walk = looked.startsWithCaller() ? looked : World.walk();
        var text = new StringBuilder();
        var stacks = new StackTable();
        boolean first = true;
        for (int i = 0; i < walk.size(); i++) {
            GoroutineInfo g = walk.at(i, stacks);
            if (g == null) {
                continue;
            }
            text.append(first ? "" : "\n");
            first = false;
            Traceback.append(text, g);
            if (text.length() > 1 << 14) {
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
        }
        text.append(Traceback.formatThreads(ForeignThreads.all()));
        Report.appendCycles(text);
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
