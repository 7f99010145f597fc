// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts processes to look into, and the command that does, each in a JVM of its own. */
abstract class Looking {
    static final long PATIENCE_SECONDS = 60;
    static final List<String> FULL =
            List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-Xmx256m");
    static final List<String> PORTABLE = List.of("-Dgo4j.mode=portable", "-Xmx256m");

    @TempDir
    Path folder;

    Path run;
    final List<Process> started = new ArrayList<>();

    /** Of the processes that are started from now on. */
    String classPath = System.getProperty("java.class.path");
    final Map<String, String> environment = new HashMap<>();

    /** What starts them, such as a shell that sets something first. */
    List<String> through = List.of();

    @BeforeEach
    void directory() {
        run = folder.resolve("run");
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process p : started) {
            p.destroyForcibly().waitFor();
        }
    }

    record Outcome(int status, String out, String err) {}

    Process java(List<String> options, String... words) throws IOException {
        List<String> command = new ArrayList<>(through);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(Arrays.asList(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GO4J_RUN_DIR", run.toString());
        builder.environment().putAll(environment);
        builder.redirectError(folder.resolve("err" + started.size()).toFile());
        Process p = builder.start();
        started.add(p);
        return p;
    }

    Outcome go4j(String... words) throws Exception {
        File err = folder.resolve("err" + started.size()).toFile();
        List<String> all = new ArrayList<>(List.of("io.go4j.cli.Main"));
        all.addAll(Arrays.asList(words));
        Process p = java(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), all.toArray(String[]::new));
        p.getOutputStream().close();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(p.waitFor(), out, Files.readString(err.toPath()));
    }

    /** For an {@link #await}. */
    Outcome outcome(String... words) {
        try {
            return go4j(words);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A program that is at rest in the state that the tests look for. */
    Process peer(List<String> options, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(LookPeer.class.getName()));
        all.addAll(Arrays.asList(words));
        Process p = java(options, all.toArray(String[]::new));
        assertThat(p.inputReader().readLine()).isEqualTo("ready");
        return p;
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /** As a gops agent: one byte, the answer, the end. */
    static void serve(ServerSocket agent, String dump) {
        try {
            while (true) {
                try (var socket = agent.accept(); InputStream in = socket.getInputStream()) {
                    int signal = in.read();
                    socket.getOutputStream().write((signal == 1 ? dump : "answer to " + signal + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }
}
