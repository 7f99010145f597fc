// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Go's own tools, unchanged, look into a running program. Skipped, and counted as skipped, where there is no {@code go} on the PATH. */
class GoToolsTest {
    @TempDir
    static Path folder;

    private static RunningApp app;

    private record Outcome(int status, String out) {}

    @BeforeAll
    static void start() throws Exception {
        if (hasGo()) {
            app = new RunningApp(folder);
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (app != null) {
            app.close();
        }
    }

    private static boolean hasGo() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "go")));
    }

    @BeforeEach
    void needsGo(TestInfo test) {
        if (!hasGo()) {
            System.err.println("SKIPPED: " + test.getDisplayName() + ": no go on the PATH; apt install golang, or go.dev");
        }
        assumeTrue(hasGo(), "no go on the PATH");
    }

    private static Process process(String... words) throws IOException {
        var builder = new ProcessBuilder(words).redirectErrorStream(true).directory(RunningApp.module().resolve("src/test/java").toFile());
        builder.environment().put("PPROF_TMPDIR", folder.resolve("pprof").toString());
        builder.environment().put("GOPS_CONFIG_DIR", app.gopsFolder.toString());
        builder.environment().put("GOBIN", bin().toString());
        return builder.start();
    }

    private static Outcome outcome(Process process, String input) throws IOException, InterruptedException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it does not read
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), out);
    }

    private static String pprof(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("go", "tool", "pprof"));
        all.addAll(Arrays.asList(words));
        Outcome outcome = outcome(process(all.toArray(String[]::new)), "");
        assertThat(outcome.out).doesNotContain("parsing profile", "Main binary filename not available");
        assertThat(outcome.status).as(outcome.out).isZero();
        return outcome.out;
    }

    private static String file(String name, String rest) throws IOException, InterruptedException {
        Path file = folder.resolve(name + ".pb.gz");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(app.url(rest))).build();
            Files.write(file, http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        }
        return file.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "goroutine, goroutine, demo.App.waiter",
        "threadcreate, threadcreate, Machines.start",
        "heap, inuse_space, byte[]",
        "allocs, alloc_space, ''",
        "block, delay, demo.App.contend",
        "mutex, delay, demo.App.contend",
        "goroutine?seconds=1, goroutine, ''",
        "heap?seconds=1, inuse_space, ''",
        "profile?seconds=2, cpu, ''"
    })
    void topOpensEachProfile(String rest, String type, String node) throws Exception {
        assertThat(pprof("-top", "-nodecount=1000", "-nodefraction=0", app.url(rest))).contains("Type: " + type + "\n", node);
    }

    @Test
    void goroutinesInEveryView() throws Exception {
        String file = file("goroutine", "goroutine");
        assertThat(pprof("-raw", file)).contains("PeriodType: goroutine count", "job:[ingest] shard:[7]", "[FN][FL][LN]");
        assertThat(pprof("-tags", file)).contains("job: Total", "shard: Total");
        assertThat(pprof("-traces", file)).contains("io.go4j.debug.demo.App.waiter");
        assertThat(pprof("-tree", file)).contains("io.go4j.debug.demo.App.waiter");
        assertThat(pprof("-peek", "App.waiter", file)).contains("io.go4j.Chan.receive");
        assertThat(pprof("-list", "App.waiter", file)).contains("demo/App.java").containsPattern("6 +\\d+: +ch.receive\\(\\);");
        assertThat(pprof("-top", "-diff_base", file, file)).contains("Showing nodes accounting for 0, 0% of");
        assertThat(pprof("-top", "-tagfocus", "job=ingest", file)).contains("accounting for 1,");
    }

    @Test
    void allocationsAndCpuHaveTheRightLines() throws Exception {
        while (!pprof("-list", "App.burn", file("cpu", "profile?seconds=2")).contains("x = x * 31 + i;")) {
            assertThat(app.pid()).isPositive(); // a loaded machine may give the program no time at first
        }
        assertThat(pprof("-tags", folder.resolve("cpu.pb.gz").toString())).contains("burn");
        while (!pprof("-list", "App.alloc", file("allocs", "allocs")).contains("sink = new byte[64 << 10];")) {
            Thread.sleep(100); // samples come once a second
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"goroutine", "heap", "allocs", "block", "mutex", "threadcreate", "profile?seconds=1"})
    void webPagesOpenEachProfile(String rest) throws Exception {
        String file = file("web", rest);
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process web = process("go", "tool", "pprof", "-http=127.0.0.1:" + port, "-no_browser", file);
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String page : List.of("top", "flamegraph", "peek?f=.", "source?f=.", "download")) {
                assertThat(page(http, "http://127.0.0.1:" + port + "/ui/" + page, web)).as(page).isEqualTo(200);
            }
        } finally {
            web.descendants().forEach(ProcessHandle::destroyForcibly);
            web.destroyForcibly();
        }
    }

    private static int page(HttpClient http, String url, Process web) throws IOException, InterruptedException {
        while (true) {
            try {
                return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
            } catch (ConnectException e) {
                if (!web.isAlive()) { // else it has not opened its port yet
                    throw new AssertionError(new String(web.getInputStream().readAllBytes(), StandardCharsets.UTF_8), e);
                }
                Thread.sleep(50);
            }
        }
    }

    @Test
    void unknownProfileIsSaid() throws Exception {
        Outcome outcome = outcome(process("go", "tool", "pprof", "-top", app.url("nosuch")), "");
        assertThat(outcome.status).isNotZero();
        assertThat(outcome.out).contains("404 Not Found - Unknown profile");
    }

    private static Path bin() {
        return RunningApp.module().resolve("target/gobin");
    }

    private static Outcome gops(String input, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(bin().resolve("gops").toString()));
        all.addAll(Arrays.asList(words));
        return outcome(process(all.toArray(String[]::new)), input);
    }

    @Test
    void gopsByPidAndByAddress() throws Exception {
        if (!Files.isExecutable(bin().resolve("gops"))) {
            Outcome install = outcome(process("go", "install", "github.com/google/gops@latest"), "");
            if (install.status != 0) {
                System.err.println("SKIPPED: gops: it could not be installed: " + install.out);
            }
            assumeTrue(install.status == 0, "gops could not be installed");
        }
        String pid = Long.toString(app.pid());
        Process cpu = process(bin().resolve("gops").toString(), "pprof-cpu", pid); // takes 30 s, so it goes on beside the others
        for (String target : List.of(pid, "127.0.0.1:" + app.gopsPort)) {
            assertThat(gops("", "stats", target)).satisfies(o -> {
                assertThat(o.status).isZero();
                assertThat(o.out).matches("goroutines: \\d+\nOS threads: \\d+\nGOMAXPROCS: \\d+\nnum CPU: \\d+\n");
            });
            assertThat(gops("", "version", target).out).startsWith("go4j ");
            assertThat(gops("", "memstats", target).out).startsWith("alloc: ").contains("\nnum-gc: ");
            assertThat(gops("", "gc", target)).isEqualTo(new Outcome(0, ""));
            assertThat(gops("", "setgc", target, "100").out).isEqualTo("New GC percent set to 100. Previous value was 100.\n");
            assertThat(gops("", "stack", target).out).contains("io.go4j.debug.demo.App.waiter(...)\n\tio/go4j/debug/demo/App.java:");
            assertThat(gops("top\n", "pprof-heap", target).out).contains("Type: inuse_space", "byte[]");
            assertThat(gops("", "trace", target).out).contains("nothing has traced");
        }
        assertThat(outcome(cpu, "top\n").out).contains("Type: cpu");
    }
}
