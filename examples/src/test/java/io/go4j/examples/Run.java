// SPDX-License-Identifier: Apache-2.0
package io.go4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a child process did.
 *
 * @param end its exit code, or {@code running} if it was still running when it was ended, as it should be
 */
record Run(String end, String stdout, String stderr) {
    static final String RUNNING = "running";

    /** Ten times what the slowest example needs; a busy machine may need that. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long a program that never ends is watched after it has printed what it should. */
    private static final Duration WATCH = Duration.ofMillis(1500);

    /** The settings are the example's own, not those of whoever runs the tests. */
    private static final Set<String> NOT_INHERITED =
            Set.of("GOMAXPROCS", "GODEBUG", "GOTRACEBACK", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    /** Runs the command to its end. */
    static Run toTheEnd(List<String> command, Map<String, String> environment, Path output) throws IOException, InterruptedException {
        return run(command, environment, output, null);
    }

    /** Runs the command until it has printed {@code enough}; then watches it for a moment, and ends it. */
    static Run whileRunning(List<String> command, Map<String, String> environment, Path output, Expected enough)
            throws IOException, InterruptedException {
        return run(command, environment, output, enough);
    }

    private static Run run(List<String> command, Map<String, String> environment, Path output, Expected enough)
            throws IOException, InterruptedException {
        Files.createDirectories(output.getParent());
        var stdout = new File(output + ".stdout");
        var stderr = new File(output + ".stderr");
        var builder = new ProcessBuilder(command)
                .directory(Example.ROOT.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(stdout)
                .redirectError(stderr);
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().putAll(environment);

        Process process = builder.start();
        try {
            boolean ended;
            if (enough == null) {
                ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (!ended) throw new AssertionError(stuck(command, stdout, stderr));
            } else {
                awaitOutput(process, stdout, enough);
                ended = process.waitFor(WATCH.toMillis(), TimeUnit.MILLISECONDS);
            }
            return new Run(ended ? String.valueOf(process.exitValue()) : RUNNING, read(stdout), read(stderr));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    /** Returns when the process has printed {@code enough} or has ended, and at the latest when patience is at its end. */
    private static void awaitOutput(Process process, File stdout, Expected enough) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.matches(read(stdout)) && System.nanoTime() < deadline) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) return;
        }
    }

    private static String stuck(List<String> command, File stdout, File stderr) throws IOException {
        return "still running after " + PATIENCE.toSeconds() + " s, killed: " + String.join(" ", command)
                + "\n--- stdout\n" + read(stdout) + "--- stderr\n" + read(stderr);
    }

    private static String read(File file) throws IOException {
        return Files.readString(file.toPath());
    }
}
