// SPDX-License-Identifier: Apache-2.0
package io.go4j.stress;

import io.go4j.GoRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads at random against one scheduler, for as long as you like, with a watchdog. See stress/README.md.
 *
 * <p>{@code LongStress [--minutes N | --seconds N] [--procs 1,2,8,64] [--seed N] [--only chan,close] [--calm] [--stacks] [--stall SECONDS]}
 */
public final class LongStress {
    /*
     * A run is made of rounds of a fraction of a second: some loads at once, then nothing, so that a lost wake-up is not hidden by the next
     * one for long. For the same reason the disturbers (gomaxprocs changes, stack traces) are off in most rounds and hold still when
     * nothing has moved for a moment: each of them might wake who was forgotten.
     */
    private static final int ENDLESS = 4;
    private static final long STILL_NANOS = 100_000_000;
    private static final long BASE_NANOS_MAX = 10_000_000_000L;

    private static final Set<String> POLLING = Set.of("hog", "nonBlocking", "selectMix", "mutex");

    private final Map<String, Load> loads;
    private final SplittableRandom seeds;
    private final long stallNanos;
    private final boolean calm;
    private final boolean stacks;
    private final AtomicReference<Throwable> panicked = new AtomicReference<>();
    private final Map<String, Integer> started = new LinkedHashMap<>();

    private volatile boolean disturbStacks;
    private volatile boolean disturbProcs;
    private volatile int procs;
    private volatile String what = "starting";
    private volatile long roundBegan = System.nanoTime();
    private volatile long rounds;
    private volatile long traces;
    private volatile long changes;

    private LongStress(Map<String, Load> loads, long seed, long stallNanos, boolean calm, boolean stacks) {
        this.loads = loads;
        this.stallNanos = stallNanos;
        this.calm = calm;
        this.stacks = stacks;
        seeds = new SplittableRandom(seed);
    }

    /** Runs. Exit status 0: nothing found; 1: something found; 2: usage. */
    public static void main(String[] args) throws Exception {
        long seconds = 600;
        long seed = System.nanoTime();
        long stall = 10;
        boolean calm = false;
        boolean stacks = false;
        List<Integer> procs = List.of(1, 2, 8, 64);
        Map<String, Load> loads = Loads.all();
        try {
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--minutes" -> seconds = Math.round(Double.parseDouble(args[++i]) * 60);
                    case "--seconds" -> seconds = Long.parseLong(args[++i]);
                    case "--seed" -> seed = Long.parseLong(args[++i]);
                    case "--stall" -> stall = Long.parseLong(args[++i]);
                    case "--calm" -> calm = true;
                    case "--stacks" -> stacks = true;
                    case "--procs" -> {
                        procs = new ArrayList<>();
                        for (String p : args[++i].split(",")) {
                            procs.add(Integer.valueOf(p));
                        }
                    }
                    case "--only" -> {
                        loads = new LinkedHashMap<>();
                        for (String name : args[++i].split(",")) {
                            Load load = Loads.all().get(name);
                            if (load == null) {
                                throw new IllegalArgumentException("stress: no load " + name + "; there are " + Loads.all().keySet());
                            }
                            loads.put(name, load);
                        }
                    }
                    default -> throw new IllegalArgumentException("stress: what is " + args[i] + "?");
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        System.exit(new LongStress(loads, seed, stall * 1_000_000_000, calm, stacks).run(seed, procs, seconds) ? 0 : 1);
    }

    private boolean run(long seed, List<Integer> procsInTurn, long seconds) throws Exception {
        boolean asserts = LongStress.class.desiredAssertionStatus();
        System.out.println("stress: seed " + seed + ", " + seconds + " s for gomaxprocs " + procsInTurn + ", "
                + (GoRuntime.isFullMode() ? "full" : "portable") + " mode, " + GoRuntime.numCPU() + " CPUs, java " + Runtime.version()
                + ", " + ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName() + (asserts ? ", -ea" : "")
                + ", loads " + loads.keySet());
        GoRuntime.onPanic((g, t) -> panicked.compareAndSet(null, t));
        startDaemon("watchdog", this::watch);
        Path dump = Files.createTempFile("stress", ".threads");
        startDaemon("stacks", () -> takeStacks(dump));
        startDaemon("procs", this::changeProcs);
        for (int n : procsInTurn) {
            procs = n;
            GoRuntime.gomaxprocs(n);
            long before = rounds;
            long opsBefore = Round.PROGRESS.sum();
            long begin = System.nanoTime();
            long end = begin + seconds * 1_000_000_000 / procsInTurn.size();
            while (System.nanoTime() < end) {
                if (!round()) {
                    return false;
                }
            }
            System.out.printf(
                    "stress: gomaxprocs %d: %d rounds, %d operations in %.1f s; so far %d stack traces, %d changes of gomaxprocs%n",
                    n, rounds - before, Round.PROGRESS.sum() - opsBefore, (System.nanoTime() - begin) / 1e9, traces, changes);
        }
        System.out.println("stress: ok; rounds by load " + started);
        return true;
    }

    private static void startDaemon(String name, Runnable body) {
        Thread.ofPlatform().daemon().name("stress-" + name).start(body);
    }

    // --- one round ---

    private boolean round() {
        long seed = seeds.nextLong();
        SplittableRandom r = new SplittableRandom(seed);
        List<String> names = new ArrayList<>(loads.keySet());
        List<String> chosen = new ArrayList<>();
        for (int n = 1 + r.nextInt(r.nextInt(1, 7)); n > 0; n--) {
            chosen.add(names.get(r.nextInt(names.size())));
        }
        boolean hogs = chosen.contains("hog");
        if (hogs) { // it needs a second processor, and nobody preempts: no second hog, none that polls until somebody else has run
            chosen.removeAll(POLLING);
            chosen.add("hog");
        }
        disturbStacks = stacks || (!calm && r.nextInt(4) == 0);
        disturbProcs = !calm && !hogs && r.nextInt(4) == 0;
        what = "round " + rounds + " of seed " + seed + " with gomaxprocs " + procs + ": " + chosen + (disturbStacks ? " + stacks" : "")
                + (disturbProcs ? " + procs" : "");
        roundBegan = System.nanoTime();
        int base = GoRuntime.numGoroutine();
        try {
            Round round = new Round(seed);
            for (String name : chosen) {
                loads.get(name).start(round, r.split());
                started.merge(name, 1, Integer::sum);
            }
            round.await(this::checkPanic);
            awaitBase(base);
            checkPanic();
        } catch (Throwable t) {
            System.out.println("stress: FAILED in " + what);
            t.printStackTrace(System.out);
            System.out.println(GoRuntime.stack(true));
            return false;
        }
        rounds++;
        Round.progress();
        int pause = r.nextInt(200);
        if (pause == 0) {
            pause(1_300_000_000L, r); // long enough for sysmon to go to sleep
        } else if (pause < 60) {
            pause(r.nextInt(3_000_000), r);
        }
        return true;
    }

    private static void pause(long nanos, SplittableRandom r) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void checkPanic() {
        Throwable t = panicked.get();
        if (t != null) {
            throw new AssertionError("a goroutine panicked", t);
        }
    }

    /** Goroutines end shortly after their last visible act. */
    private static void awaitBase(int base) {
        long end = System.nanoTime() + BASE_NANOS_MAX;
        while (GoRuntime.numGoroutine() != base) {
            if (System.nanoTime() > end) {
                throw new AssertionError("numGoroutine is " + GoRuntime.numGoroutine() + ", was " + base + " before the round");
            }
            LockSupport.parkNanos(50_000);
        }
        int listed = GoRuntime.goroutines().size();
        for (int tries = 0; listed != base && tries < 1000; tries++) {
            LockSupport.parkNanos(1_000_000);
            listed = GoRuntime.goroutines().size();
        }
        Round.check(listed == base, "goroutines() lists " + listed + " goroutines, numGoroutine says " + base);
    }

    // --- disturbers ---

    private boolean moving(long[] seen) {
        long now = System.nanoTime();
        long sum = Round.PROGRESS.sum();
        if (sum != seen[0]) {
            seen[0] = sum;
            seen[1] = now;
        }
        return now - seen[1] < STILL_NANOS;
    }

    private void takeStacks(Path dump) {
        SplittableRandom r = new SplittableRandom(1);
        long[] seen = {0, 0};
        for (int i = 0; ; i++) {
            if (!disturbStacks || !moving(seen)) {
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            if (i % 64 == 0) {
                dumpThreads(dump);
            } else if (i % 16 == 0) {
                Thread.getAllStackTraces();
            } else {
                GoRuntime.stack(true);
            }
            traces++;
            if (r.nextInt(4) == 0) {
                LockSupport.parkNanos(r.nextInt(200_000));
            }
        }
    }

    /** What {@code jcmd Thread.dump_to_file} does, to a file that must not be there yet. */
    private static void dumpThreads(Path file) {
        try {
            Files.deleteIfExists(file);
            ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void changeProcs() {
        SplittableRandom r = new SplittableRandom(2);
        long[] seen = {0, 0};
        boolean changed = false;
        for (; ; ) {
            if (!disturbProcs || !moving(seen)) {
                if (changed) {
                    changed = false;
                    GoRuntime.gomaxprocs(procs);
                }
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            GoRuntime.gomaxprocs(1 + r.nextInt(Math.max(procs, 3)));
            changed = true;
            changes++;
            if (r.nextInt(3) != 0) {
                LockSupport.parkNanos(r.nextInt(1_000_000));
            }
        }
    }

    // --- watchdog ---

    private void watch() {
        long last = -1;
        long since = System.nanoTime();
        long cpu = cpuNanos();
        for (; ; ) {
            LockSupport.parkNanos(500_000_000);
            long now = Round.PROGRESS.sum();
            boolean endless = System.nanoTime() - roundBegan > ENDLESS * stallNanos; // it moves, but not all do
            if (now != last && !endless) {
                last = now;
                since = System.nanoTime();
                cpu = cpuNanos();
            } else if (endless || System.nanoTime() - since > stallNanos) {
                report(endless, (cpuNanos() - cpu) / 1_000_000);
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private static long cpuNanos() {
        var os = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return os.getProcessCpuTime();
    }

    private void report(boolean endless, long cpuMillis) {
        var out = new StringBuilder("stress: LOST WAKE-UP or hang in " + what + "\n");
        out.append("stress: " + (endless ? "a round longer than " + ENDLESS + " times " : "no progress for "));
        out.append(stallNanos / 1_000_000_000 + " s; CPU time since the last progress seen: " + cpuMillis + " ms\n");
        out.append("stress: numGoroutine ").append(GoRuntime.numGoroutine());
        out.append(", gomaxprocs ").append(GoRuntime.gomaxprocs()).append('\n');
        out.append(Innards.describe());
        out.append("\n--- platform threads\n");
        for (Map.Entry<Thread, StackTraceElement[]> e : Thread.getAllStackTraces().entrySet()) {
            Thread t = e.getKey();
            out.append('"').append(t.getName()).append("\" ").append(t.getState()).append('\n');
            for (StackTraceElement f : e.getValue()) {
                out.append("\tat ").append(f).append('\n');
            }
        }
        System.out.print(out);
        System.out.println("--- goroutines");
        System.out.flush();
        String stacks = GoRuntime.stack(true);
        System.out.println(stacks.length() > 100_000 ? stacks.substring(0, 100_000) + "..." : stacks);
        System.out.flush();
    }
}
