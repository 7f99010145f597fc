// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.debug.RunningApp;
import io.go4j.debug.demo.Debugged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real {@code dlv connect}, unchanged, an old one and the newest. Skipped, and counted as skipped, where there is no {@code go} on the
 * PATH, or where it cannot install them.
 */
@Timeout(600) // installing one compiles it
class DelveToolTest {
    private static final List<String> VERSIONS = List.of("v1.24.2", "latest");

    private Process program;
    private int port;

    static List<String> versions() {
        return VERSIONS;
    }

    @AfterEach
    void end() throws InterruptedException {
        if (program != null) {
            program.destroyForcibly().waitFor();
        }
    }

    private static Path installed(String version) throws IOException, InterruptedException {
        boolean hasGo = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "go")));
        if (!hasGo) {
            System.err.println("SKIPPED: dlv " + version + ": no go on the PATH; apt install golang, or go.dev");
        }
        assumeTrue(hasGo, "no go on the PATH");
        Path bin = RunningApp.module().resolve("target/gobin/dlv-" + version);
        if (!Files.isExecutable(bin.resolve("dlv"))) {
            var builder = new ProcessBuilder("go", "install", "github.com/go-delve/delve/cmd/dlv@" + version).redirectErrorStream(true);
            builder.environment().put("GOBIN", bin.toString());
            Process install = builder.start();
            String said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (install.waitFor() != 0) {
                System.err.println("SKIPPED: dlv " + version + ": it could not be installed: " + said);
                assumeTrue(false, "dlv could not be installed");
            }
        }
        return bin.resolve("dlv");
    }

    private void start(String which) throws IOException {
        program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Debugged.class.getName(),
                        which)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = program.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(out.readLine());
    }

    /** What it prints for these commands, errors included. */
    private String dlv(String version, String... commands) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(installed(version).toString(), "connect", "127.0.0.1:" + port).redirectErrorStream(true);
        builder.directory(RunningApp.module().resolve("src/test/java").toFile()); // it shows paths below that as ./
        builder.environment().put("TERM", "dumb");
        Process p = builder.start();
        try (OutputStream in = p.getOutputStream()) {
            in.write((String.join("\n", commands) + "\nexit\nn\n").getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor()).as(out).isZero();
        assertThat(out).doesNotContain("panic:", "unknown wait reason").contains("(dlv)");
        assertThat(program.isAlive()).isTrue();
        return out;
    }

    private static String line(String text) throws IOException {
        List<String> source = Files.readAllLines(RunningApp.module().resolve("src/test/java/io/go4j/debug/demo/Debugged.java"));
        String found = source.stream().filter(l -> l.contains(text)).findFirst().orElseThrow();
        return "./io/go4j/debug/demo/Debugged.java:" + (1 + source.indexOf(found));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aSleeper(String version) throws Exception {
        start("sleeper");
        String main = line("sleep(Duration.ofSeconds(1000))");
        String out = dlv(version, "threads", "goroutines", "goroutine 1", "bt", "list", "goroutine 1 frame 0 list");
        long tasks = Arrays.stream(out.split("\n")).filter(l -> l.matches("(\\(dlv\\) )?[* ] Thread \\d+ at .*")).count();
        assertThat(tasks).isGreaterThan(10);
        assertThat(out).contains("* Thread ").contains("* Goroutine 1 - User: " + main).contains("[sleep]", "[1 goroutines]");
        assertThat(out).contains("Switched from 1 to 1 (thread " + program.pid() + ")");
        String stack = out.substring(out.indexOf("0  0x"));
        assertThat(stack).containsPattern(
                "(?s)io\\.go4j\\.Go4j\\.sleep.*\\d+  0x[0-9a-f]{16} in [\\w.$]+main[\\w.$]*\n +at " + Pattern.quote(main));
        assertThat(stack).doesNotContain("(truncated)", "Bodies.run", "VirtualThread");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void producerAndConsumer(String version) throws Exception {
        start("producer");
        String consumer = line("for (long v : ch)");
        String producer = line("sleep(Duration.ofMillis(100))");
        String out = dlv(
                version, "goroutines", "goroutine 1 bt", "goroutines -t", "goroutines -s", "goroutines -g", "goroutines -with user",
                "goroutines -without userloc produce", "goroutines -group userloc", "sources Debugged", "funcs Debugged.produce",
                "types Debugged", "packages", "list Debugged.produce", "print Debugged.made", "help", "config -list");
        assertThat(out).contains("* Goroutine 1 - User: " + consumer + " io.go4j.debug.demo.Debugged.consume").contains("[2 goroutines]");
        assertThat(out).containsPattern("Goroutine \\d+ - User: " + Pattern.quote(producer) + " io.go4j.debug.demo.Debugged.produce");
        assertThat(out).contains("[chan receive]").contains("[sleep]").contains("[1 goroutines]").contains("\tTotal: 1");
        assertThat(out).contains("static void produce(Chan<Long> ch) {"); // the text of the file
        assertThat(out).contains("io.go4j.debug.demo.Debugged.produce\n").contains("io.go4j.debug.demo\n");
        assertThat(out).containsPattern("\n(\\(dlv\\) )?\\d+\n"); // the value of the field
    }

    /** What a user notices when there are very many. */
    @ParameterizedTest
    @MethodSource("versions")
    void aHundredThousandGoroutines(String version) throws Exception {
        start("100000");
        String out = dlv(version, "goroutines -group userloc", "goroutines -with label job=ingest", "goroutines");
        assertThat(out).contains("[100002 goroutines]").contains("\tTotal: 100001").contains("[1 goroutines]");
    }
}
