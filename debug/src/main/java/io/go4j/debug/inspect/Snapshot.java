// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.inspect;

import io.go4j.GoRuntime;
import io.go4j.diag.GoroutineInfo;
import io.go4j.diag.GoroutineStatus;
import io.go4j.diag.Traceback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The goroutines and threads of the program, as seen once. */
public final class Snapshot {
    private static final StackTraceElement MAIN = new StackTraceElement("io.go4j.Go4j", "main", "Go4j.java", -1);
    private static final String LOCK_SUPPORT = "java.util.concurrent.locks.LockSupport";
    private static final String JVM = "<jvm>";

    private final List<Seen> goroutines;
    private final Map<Long, Seen> byId = new HashMap<>();
    private final List<Tasks.Task> tasks;
    private final Spots spots;
    private @Nullable List<TargetThread> threads;

    /** What all goroutines with the same stack have in common. */
    private record Shared(List<StackTraceElement> frames, Spot current, Spot user, Spot start, boolean runtimeOnly) {}

    private Snapshot(List<Seen> goroutines, List<Tasks.Task> tasks, Spots spots) {
        this.goroutines = goroutines;
        this.tasks = tasks;
        this.spots = spots;
        goroutines.forEach(g -> byId.put(g.id(), g));
    }

    /** Looks at all. Any thread. */
    static Snapshot take(Spots spots) {
        List<GoroutineInfo> infos = new ArrayList<>(GoRuntime.goroutines());
        infos.sort((a, b) -> Long.compare(a.id(), b.id()));
        List<Tasks.Task> tasks = Tasks.all();
        Map<Long, Integer> on = Tasks.ofGoroutines(tasks, GoRuntime.machines());
        var stacks = new IdentityHashMap<List<StackTraceElement>, Shared>();
        List<Seen> seen = new ArrayList<>(infos.size());
        for (GoroutineInfo info : infos) {
            Shared shared = stacks.computeIfAbsent(info.frames(), frames -> shared(frames, spots));
            seen.add(seen(info, shared, on.getOrDefault(info.id(), 0), spots));
        }
        return new Snapshot(List.copyOf(seen), tasks, spots);
    }

    private static Seen seen(GoroutineInfo info, Shared shared, int thread, Spots spots) {
        StackTraceElement site = info.createdBy();
        Spot go = site != null ? spots.of(site) : info.id() == 1 ? spots.startOf(MAIN) : Spot.UNKNOWN;
        boolean begun = !shared.frames.isEmpty();
        boolean runs = info.status() == GoroutineStatus.RUNNING || info.status() == GoroutineStatus.SYSCALL;
        return new Seen(
                info,
                shared.frames,
                begun ? shared.current : go,
                begun ? shared.user : go,
                go,
                begun ? shared.start : go,
                runs ? thread : 0,
                info.system() || (shared.runtimeOnly && site != null && Traceback.isRuntime(site)));
    }

    private static Shared shared(List<StackTraceElement> all, Spots spots) {
        List<StackTraceElement> frames = trim(all);
        if (frames.isEmpty()) {
            return new Shared(frames, Spot.UNKNOWN, Spot.UNKNOWN, Spot.UNKNOWN, false);
        }
        StackTraceElement user = userFrame(frames);
        Spot at = spots.of(user == null ? frames.getFirst() : user);
        Spot innermost = spots.of(frames.getFirst());
        // debuggers show the text of where it is: of the runtime, if there is one, else of the user's code
        boolean shown = user == null || Files.isRegularFile(Path.of(innermost.file()));
        return new Shared(frames, shown ? innermost : at, at, spots.startOf(frames.getLast()), user == null);
    }

    /** Without what parks a virtual thread, and without what starts a goroutine. */
    static List<StackTraceElement> trim(List<StackTraceElement> frames) {
        int from = 0;
        int to = frames.size();
        while (from < to && Traceback.isJdkOfVirtualThreads(frames.get(from))) {
            from++;
        }
        if (from == to) {
            return frames;
        }
        if (!Traceback.isRuntime(frames.get(from))) { // the user's own park
            while (from > 0 && frames.get(from - 1).getClassName().equals(LOCK_SUPPORT)) {
                from--;
            }
        }
        int outermost = to;
        while (outermost > from && Traceback.isRuntime(frames.get(outermost - 1))) {
            outermost--;
        }
        if (outermost == from) { // nothing of the user's
            outermost = to;
            while (outermost > from + 1 && Traceback.isJdkOfVirtualThreads(frames.get(outermost - 1))) {
                outermost--;
            }
        }
        return frames.subList(from, outermost);
    }

    /** The innermost frame that is neither go4j's nor the JDK's; if there is none, the innermost that is not go4j's. */
    private static @Nullable StackTraceElement userFrame(List<StackTraceElement> frames) {
        StackTraceElement ofJdk = null;
        for (StackTraceElement f : frames) {
            if (!Traceback.isRuntime(f)) {
                if (!Classes.isJdk(f.getClassName())) {
                    return f;
                }
                ofJdk = ofJdk == null ? f : ofJdk;
            }
        }
        return ofJdk;
    }

    /** Looks at the threads: when they are first asked for, since Java must be asked which is which. */
    private List<TargetThread> lookAtThreads() {
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        Map<Tasks.Task, Thread> java = Tasks.java(tasks, stacks.keySet());
        Map<Integer, Seen> running = new HashMap<>();
        goroutines.stream().filter(g -> g.thread() != 0).forEach(g -> running.put(g.thread(), g));
        List<TargetThread> all = new ArrayList<>();
        for (Tasks.Task t : tasks) {
            Seen g = running.get(t.id());
            Thread thread = java.get(t);
            StackTraceElement[] frames = thread == null ? null : stacks.get(thread);
            if (g != null) {
                all.add(new TargetThread(t.id(), t.name(), g.current(), g.id(), g.frames()));
            } else if (frames == null || frames.length == 0) {
                all.add(new TargetThread(t.id(), t.name(), new Spot(0, JVM, 0, t.name(), 0), 0, List.of()));
            } else {
                all.add(new TargetThread(t.id(), t.name(), spots.of(frames[0]), 0, List.of(frames)));
            }
        }
        return all;
    }

    /**
     * Returns the goroutines.
     *
     * @return by id
     */
    public List<Seen> goroutines() {
        return goroutines;
    }

    /**
     * Returns one goroutine.
     *
     * @param id its id
     * @return null if there was none
     */
    public @Nullable Seen goroutine(long id) {
        return byId.get(id);
    }

    /**
     * Returns all threads of the process.
     *
     * @return by number
     */
    public synchronized List<TargetThread> threads() {
        List<TargetThread> all = threads;
        if (all == null) {
            all = List.copyOf(lookAtThreads());
            threads = all;
        }
        return all;
    }

    /**
     * Returns one thread.
     *
     * @param id its number
     * @return null if there was none
     */
    public @Nullable TargetThread thread(int id) {
        for (TargetThread t : threads()) {
            if (t.id() == id) {
                return t;
            }
        }
        return null;
    }
}
