// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs one random program in a JVM of its own, calls there by JMX if it is asked to, and judges what became of it. */
final class Trial {
    /** How long a program may take that must end by itself: used up by failures only. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("go4j.patience", 60));

    /** How long a program is watched that may wait in silence, once only its end is left: a few looks of the detector. */
    private static final long SILENCE_NANOS = 700_000_000;

    private static final int SHOWN_MAX = 20_000;

    private static final Set<String> NOT_INHERITED =
            Set.of("GODEBUG", "GOTRACEBACK", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final Pattern HEADER = Pattern.compile("^goroutine \\d+ \\[([^],]*?)( \\(leaked\\))?[],]", Pattern.MULTILINE);

    /** What became of a program. */
    enum Verdict {
        /** It ended as it must. */
        ENDED(true),
        /** Its deadlock was reported. */
        REPORTED(true),
        /** It waited in silence, as it must or may. */
        SILENT(true),
        /** A deadlock was reported though somebody could go on. */
        FALSE_ALARM(false),
        /** No deadlock was reported though nobody could go on. */
        MISSED(false),
        /** Another sum, another exit status, other last words, or no end. */
        WRONG(false);

        final boolean good;

        Verdict(boolean good) {
            this.good = good;
        }
    }

    /**
     * The outcome.
     *
     * @param plan the program
     * @param verdict the verdict
     * @param why what is wrong, with what the program wrote; empty if nothing is
     */
    record Result(Plan plan, Verdict verdict, String why) {}

    /** The programs that run now. Who ends before they do must end them: some would go on for ever. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    private final Plan plan;
    private final List<String> command;
    private final Path out;
    private final Path err;

    private Trial(Plan plan, List<String> command, Path directory) throws IOException {
        this.plan = plan;
        this.command = command;
        out = Files.createTempFile(directory, "program", ".stdout");
        err = Files.createTempFile(directory, "program", ".stderr");
    }

    /**
     * Runs the program of this plan.
     *
     * @param arguments those of {@link OneProgram}
     * @param classPath where it and go4j are
     * @param moreOptions of the JVM
     * @param directory for what it writes
     */
    static Result run(Plan plan, List<String> arguments, String classPath, List<String> moreOptions, Path directory)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-Xlog:disable"); // the JVM warns on stdout of what other processes do
        command.addAll(JvmOptions.of(plan.full(), plan.asGo4jRun()));
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", classPath, OneProgram.class.getName()));
        command.addAll(arguments);
        var trial = new Trial(plan, command, directory);
        try {
            return trial.run();
        } finally {
            Files.delete(trial.out);
            Files.delete(trial.err);
        }
    }

    private Result run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().put("GOMAXPROCS", String.valueOf(plan.procs()));
        Process process = builder.start();
        RUNNING.add(process);
        try {
            boolean ended = awaitEnd(process);
            List<String> said = lines().stream().filter(l -> !l.startsWith(WorldParts.COME_BY_JMX)).toList();
            if (!ended && !mayWait()) {
                dumpThreads(process); // to its stdout
            }
            return judge(said.equals(plan.expectedLines()), ended, ended ? process.exitValue() : -1);
        } finally {
            destroy(process);
            process.waitFor();
            RUNNING.remove(process);
        }
    }

    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends all programs that run, as the last act of a command that is interrupted. */
    static void destroyAll() {
        RUNNING.forEach(Trial::destroy);
    }

    /** The program may wait in silence once only its end is left. */
    private boolean mayWait() throws IOException {
        return (plan.ending().how() == Ending.How.HANGS || plan.mayStaySilent()) && lines().contains(Plan.ENDING);
    }

    /** Returns whether the program ended by itself. */
    private boolean awaitEnd(Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        var visitor = new Visitor(process.pid());
        boolean shortened = false;
        boolean extended = false;
        while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
            String failures = visitor.visitIfAsked(lines());
            if (!failures.isEmpty()) {
                Files.writeString(err, failures, StandardOpenOption.APPEND);
            }
            if (!shortened && mayWait()) {
                shortened = true;
                end = System.nanoTime() + SILENCE_NANOS;
            }
            if (System.nanoTime() > end && !extended && Files.size(err) > 0) { // a report is being made
                extended = true;
                end = System.nanoTime() + PATIENCE_NANOS;
            } else if (System.nanoTime() > end) {
                return process.waitFor(0, TimeUnit.MILLISECONDS);
            }
        }
        return true;
    }

    private List<String> lines() throws IOException {
        return Files.readString(out).lines().toList();
    }

    /** Asks the JVM to print its threads, where there are signals for that. */
    private static void dumpThreads(Process process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(process.pid())).start().waitFor();
            process.waitFor(500, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            // then without
        }
    }

    /** Judges a program that has said all that it must, or not. */
    private Result judge(boolean whole, boolean ended, int status) throws IOException {
        String stderr = Files.readString(err);
        if (stderr.contains(Ending.ASLEEP) || stderr.contains(Ending.NO_GOROUTINES)) {
            return judgeReport(whole, status, stderr);
        }
        Ending.How how = plan.ending().how();
        if (!whole) {
            return bad(Verdict.WRONG, (ended ? "ended with status " + status : "did not end") + "; stdout must be " + plan.expectedLines());
        }
        if (how == Ending.How.DEADLOCKS) {
            if (!ended) {
                return plan.mayStaySilent() ? good(Verdict.SILENT) : bad(Verdict.MISSED, "no report in " + PATIENCE_NANOS / 1e9 + " s");
            }
            return bad(Verdict.WRONG, "ended with status " + status + " instead of a report");
        }
        if (how == Ending.How.HANGS) {
            boolean silent = !ended && stderr.isEmpty();
            return silent ? good(Verdict.SILENT) : bad(Verdict.WRONG, "ended with status " + status + ", or said something");
        }
        if (!ended) {
            return bad(Verdict.WRONG, "did not end in " + PATIENCE_NANOS / 1e9 + " s");
        }
        boolean words = plan.ending().stderr().isEmpty() ? stderr.isEmpty() : stderr.startsWith(plan.ending().stderr());
        return status == plan.ending().status() && words
                ? good(Verdict.ENDED)
                : bad(Verdict.WRONG, "ended with status " + status + (words ? "" : " and other last words"));
    }

    private Result judgeReport(boolean whole, int status, String stderr) throws IOException {
        if (!whole || stderr.contains(Plan.ROUNDS)) { // while it was being printed, the program may have gone on
            return bad(Verdict.FALSE_ALARM, "reported before the end");
        }
        if (plan.ending().how() != Ending.How.DEADLOCKS) {
            return bad(Verdict.FALSE_ALARM, "reported at the end");
        }
        List<String> reasons = HEADER.matcher(stderr).results().map(m -> m.group(1)).sorted().toList();
        if (!stderr.startsWith(plan.ending().stderr()) || status != 2) {
            return bad(Verdict.WRONG, "ended with status " + status + ", or with another report");
        }
        return reasons.equals(plan.expectedReasons())
                ? good(Verdict.REPORTED)
                : bad(Verdict.WRONG, "the report names " + reasons + ", not " + plan.expectedReasons());
    }

    private Result good(Verdict verdict) {
        return new Result(plan, verdict, "");
    }

    private Result bad(Verdict verdict, String why) throws IOException {
        return new Result(plan, verdict, why + "\n--- stdout\n" + shown(out) + "--- stderr\n" + shown(err));
    }

    /** Without the hexadecimal numbers that a dump of threads begins with. */
    private static String shown(Path file) throws IOException {
        String text = Files.readString(file).replaceAll("(?m)^0x[0-9a-f, x]*\\R", "");
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...\n";
    }
}
