// SPDX-License-Identifier: Apache-2.0
package io.go4j.conformance;

import io.go4j.GoRuntime;
import io.go4j.conformance.programs.JvmOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a program did that ran in a JVM of its own.
 *
 * @param status its exit code
 */
record Program(int status, String stdout, String stderr) {
    private static final long PATIENCE_SECONDS = 60;

    /** Whether programs run with the JVM options of {@code go4j run}: in the run of the tests that are tagged {@code go4j-run}. */
    private static final boolean AS_GO4J_RUN = Boolean.getBoolean("go4j.conformance.asGo4jRun");

    /** What the program is given shall not depend on who runs the tests. */
    private static final Set<String> NOT_INHERITED =
            Set.of("GOMAXPROCS", "GODEBUG", "GOTRACEBACK", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /** Runs a program of {@link TestProg}, in the mode of this JVM. */
    static Program run(String name) {
        return run(List.of(), TestProg.class, name);
    }

    /** The same with these variables in its environment. */
    static Program run(Map<String, String> environment, String name) {
        return run(environment, List.of(), TestProg.class, name);
    }

    /** Runs {@code main} with further flags of the JVM. */
    static Program run(List<String> flags, Class<?> main, String... args) {
        return run(Map.of(), flags, main, args);
    }

    private static Program run(Map<String, String> environment, List<String> flags, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-Xlog:disable"); // the JVM warns on stdout of what other processes do
        command.addAll(JvmOptions.of(GoRuntime.isFullMode(), AS_GO4J_RUN));
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(args));
        try {
            return run(command, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + main.getSimpleName(), e);
        }
    }

    private static Program run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = Files.createTempFile("go4j", ".stdout");
        Path err = Files.createTempFile("go4j", ".stderr");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String stdout = Files.readString(out);
            String stderr = Files.readString(err);
            if (!ended) {
                throw new AssertionError("killed after " + PATIENCE_SECONDS + " s: " + command.subList(command.size() - 2, command.size())
                        + "\n--- stdout\n" + stdout + "--- stderr\n" + stderr);
            }
            return new Program(process.exitValue(), stdout, stderr);
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
