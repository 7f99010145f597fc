// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import io.go4j.diag.RunDirectory;
import io.go4j.diag.SchedulerMXBean;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ps", description = "Lists the processes of this user that run go4j.")
final class PsCommand implements Callable<Integer> {
    /* Longer than the patience with each, who are all asked at once. */
    private static final long ANSWER_SECONDS = LocalPeer.PATIENCE_SECONDS + 10;
    private static final List<String> HEADER = List.of("PID", "MAIN", "UPTIME", "GOROUTINES", "PS", "MS");

    @Option(names = {"-q", "--quiet"}, description = "print process ids only, and ask the processes nothing")
    private boolean quiet;

    @Override
    public Integer call() throws LookFailure, InterruptedException {
        List<RunDirectory> places = RunDirectory.ofThisUser();
        int status = check(places);
        List<RunDirectory.Entry> entries = List.copyOf(running(places));
        if (quiet) {
            entries.forEach(e -> System.out.println(e.pid()));
            return status;
        }
        List<CompletableFuture<List<String>>> answers = new ArrayList<>();
        for (RunDirectory.Entry entry : entries) {
            var answer = new CompletableFuture<List<String>>();
            answers.add(answer);
            Thread.ofPlatform().daemon().start(() -> ask(entry, answer));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        for (int i = 0; i < entries.size(); i++) {
            RunDirectory.Entry entry = entries.get(i);
            String uptime = uptime(Duration.between(entry.start(), Instant.now()));
            List<String> numbers = numbers(entry, answers.get(i), Math.max(0, deadline - System.nanoTime()));
            if (numbers.isEmpty()) {
                continue;
            }
            List<String> row = new ArrayList<>(List.of(Long.toString(entry.pid()), entry.main(), uptime));
            row.addAll(numbers);
            rows.add(row);
        }
        System.out.print(Look.table(rows, 2));
        return status;
    }

    /** Complains about places that are not read: no processes there would look like none at all. */
    private static int check(List<RunDirectory> places) throws LookFailure {
        int status = 0;
        for (RunDirectory place : places) {
            String fault = place.isChosen() || place.exists() ? place.fault() : null;
            if (fault == null) {
                continue;
            }
            if (place.isChosen() && !Files.isDirectory(place.path(), LinkOption.NOFOLLOW_LINKS)) {
                throw LookFailure.usage("GO4J_RUN_DIR is " + place.path()
                        + ", which is no directory; set it as it was set for the processes, or unset it");
            }
            String remedy = fault.indexOf(';') >= 0 ? "" : "; remove it" + (place.isChosen() ? ", or set GO4J_RUN_DIR to another" : "");
            System.err.println("go4j: ps: " + place.path() + " is not read, for it " + fault + remedy);
            status = place.isChosen() ? 2 : status;
        }
        return status;
    }

    /** By id. A process may have had another environment, so each of the places where its file may be is read. */
    static Collection<RunDirectory.Entry> running(List<RunDirectory> places) {
        var all = new TreeMap<Long, RunDirectory.Entry>();
        places.forEach(place -> place.entries().forEach(e -> all.put(e.pid(), e)));
        return all.values();
    }

    private static void ask(RunDirectory.Entry entry, CompletableFuture<List<String>> answer) {
        try (LocalPeer peer = LocalPeer.of(entry.pid())) {
            answer.complete(List.of(
                    Integer.toString(peer.ask(SchedulerMXBean::getGoroutines)),
                    Integer.toString(peer.ask(SchedulerMXBean::getGomaxprocs)),
                    Long.toString(peer.ask(SchedulerMXBean::getThreads))));
        } catch (LookFailure | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Nothing if the process has ended since, or its id belongs to what is no JVM of this user: nobody asked for that one. */
    private static List<String> numbers(RunDirectory.Entry entry, CompletableFuture<List<String>> answer, long nanos)
            throws InterruptedException {
        String why;
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            why = LocalPeer.silent(entry.pid()).line();
        } catch (ExecutionException e) {
            if ((e.getCause() instanceof LookFailure f && f.isAbsent()) || !isAlive(entry.pid())) {
                return List.of();
            }
            why = e.getCause() instanceof LookFailure failure ? failure.line() : String.valueOf(e.getCause());
        }
        System.err.println("go4j: ps: " + why);
        return List.of("-", "-", "-");
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** The two largest units. */
    static String uptime(Duration d) {
        long seconds = Math.max(0, d.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds < 86_400 ? seconds / 3600 + "h" + seconds / 60 % 60 + "m" : seconds / 86_400 + "d" + seconds / 3600 % 24 + "h";
    }
}
