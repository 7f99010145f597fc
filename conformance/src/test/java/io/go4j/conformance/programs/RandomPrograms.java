// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import io.go4j.conformance.programs.Trial.Result;
import io.go4j.conformance.programs.Trial.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs many random programs and counts what is wrong; the command behind {@code stress/programs}. */
public final class RandomPrograms {
    private static final String USAGE =
            "usage: stress/programs [--count N] [--seed N] [--mode full|portable|both] [--jobs N] [--only PART] [--show] [--verbose]";

    private long count = 1000;
    private long seed = System.currentTimeMillis() % 1_000_000_000;
    private String mode = "both";
    private int jobs = Math.max(1, Runtime.getRuntime().availableProcessors());
    private String only;
    private boolean show;
    private boolean verbose;

    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<String, Integer> kindsOfFailures = new TreeMap<>();

    private RandomPrograms() {}

    /** Exit status 0: nothing is wrong; 1: something is; 2: usage. */
    public static void main(String[] args) throws Exception {
        var command = new RandomPrograms();
        if (List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        try {
            command.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("stress: " + e.getMessage());
            System.exit(2);
        }
        System.exit(command.run() ? 0 : 1);
    }

    private void parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--show" -> show = true;
                case "--verbose" -> verbose = true;
                case "--count" -> count = number(args, ++i, 1, Integer.MAX_VALUE);
                case "--seed" -> seed = number(args, ++i, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--jobs" -> jobs = (int) number(args, ++i, 1, 1000);
                case "--mode" -> mode = word(args, ++i, List.of("full", "portable", "both"));
                case "--only" -> only = word(args, ++i, List.copyOf(Parts.outside(true).keySet()));
                default -> throw new IllegalArgumentException("what is " + args[i] + "? " + USAGE);
            }
        }
        if (only != null && !mode.equals("full") && !Parts.outside(false).containsKey(only)) {
            throw new IllegalArgumentException("portable mode has no part " + only + "; say --mode full");
        }
    }

    private static String value(String[] args, int i) {
        if (i >= args.length) {
            throw new IllegalArgumentException(args[i - 1] + " needs a value. " + USAGE);
        }
        return args[i];
    }

    private static String word(String[] args, int i, List<String> known) {
        if (!known.contains(value(args, i))) {
            throw new IllegalArgumentException("what is " + args[i - 1] + " " + args[i] + "? there are " + String.join(", ", known));
        }
        return args[i];
    }

    private static long number(String[] args, int i, long min, long max) {
        try {
            long n = Long.parseLong(value(args, i));
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(args[i - 1] + " " + args[i] + " is not a number" + (min == 1 ? " from 1 on" : ""));
    }

    /** The i-th program: in both modes in turn, if both are wanted. */
    private Plan plan(long i) {
        boolean full = mode.equals("both") ? i % 2 == 0 : mode.equals("full");
        return Plan.of(seed + i, full, only);
    }

    private boolean run() throws Exception {
        if (show) {
            for (long i = 0; i < count; i++) {
                System.out.println(plan(i));
            }
            return true;
        }
        System.out.println("stress: " + count + " programs, seeds from " + seed + " on, " + mode + " mode, " + jobs + " at a time, java "
                + Runtime.version());
        Runtime.getRuntime().addShutdownHook(new Thread(Trial::destroyAll));
        long begin = System.nanoTime();
        Path directory = Files.createTempDirectory("go4j-programs");
        try (var pool = Executors.newFixedThreadPool(jobs)) {
            List<Future<Result>> running = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                Plan plan = plan(i);
                running.add(pool.submit(() -> trial(plan, directory)));
                while (running.size() >= 4 * jobs) {
                    note(running.removeFirst());
                }
            }
            for (Future<Result> r : running) {
                note(r);
            }
        }
        Files.delete(directory);
        return sumUp((System.nanoTime() - begin) / 1e9);
    }

    private Result trial(Plan plan, Path directory) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(plan.seed())));
        if (only != null) {
            arguments.add(only);
        }
        return Trial.run(plan, arguments, System.getProperty("java.class.path"), List.of(), directory);
    }

    private void note(Future<Result> future) throws InterruptedException, ExecutionException {
        Result result = future.get();
        verdicts.merge(result.verdict(), 1, Integer::sum);
        if (!result.verdict().good) {
            String words = words(result.verdict());
            kindsOfFailures.merge(words + " with " + result.plan().outside(), 1, Integer::sum);
            System.out.println("\n" + words.toUpperCase(java.util.Locale.ROOT) + "; again by: " + again(result.plan()));
            System.out.print(result.plan() + result.why());
        } else if (verbose) {
            System.out.println(words(result.verdict()) + ": " + again(result.plan()));
        }
    }

    private String again(Plan plan) {
        return "stress/programs --count 1 --mode " + (plan.full() ? "full" : "portable") + " --seed " + plan.seed()
                + (only == null ? "" : " --only " + only);
    }

    private static String words(Verdict verdict) {
        return verdict.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private int of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    private boolean sumUp(double seconds) {
        if (!kindsOfFailures.isEmpty()) {
            System.out.println("\nfailures:");
            kindsOfFailures.forEach((kind, n) -> System.out.println("  " + n + " " + kind));
        }
        int ended = of(Verdict.ENDED);
        System.out.printf("stress: in %.0f s: %d ended, %d reported as a deadlock, %d waited in silence%n", seconds, ended,
                of(Verdict.REPORTED), of(Verdict.SILENT));
        int alarms = of(Verdict.FALSE_ALARM);
        System.out.printf("%d programs: %d false alarm%s, %d missed, %d wrong result%s%n", count, alarms, alarms == 1 ? "" : "s",
                of(Verdict.MISSED), of(Verdict.WRONG), of(Verdict.WRONG) == 1 ? "" : "s");
        return alarms + of(Verdict.MISSED) + of(Verdict.WRONG) == 0;
    }
}
