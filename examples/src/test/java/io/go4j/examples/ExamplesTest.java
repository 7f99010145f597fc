// SPDX-License-Identifier: Apache-2.0
package io.go4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example as its reader would, with {@code ./go4j run}, and its Go twin with Go's own runtime. */
class ExamplesTest {
    private static final Path TARGET = Example.ROOT.resolve("examples/target");

    /** For {@code ./go4j}: a cache of our own, and the JDK that runs these tests. */
    private static final Map<String, String> SETTINGS = Map.of(
            "XDG_CACHE_HOME", TARGET.resolve("cache").toString(),
            "GO4J_JAVA_HOME", System.getProperty("java.home"));

    /** The one page that the examples may get: {@code $URL} in their run lines. */
    private static HttpServer server;

    /** Makes the start-up cache, as every user has it from the second run on; the examples run without it, too, but more slowly. */
    @BeforeAll
    static void prepare() throws Exception {
        Run.toTheEnd(List.of("./go4j", "prepare"), SETTINGS, TARGET.resolve("prepare"));
    }

    @BeforeAll
    static void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = "hello from the server".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    static List<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void doesWhatIsExpected(Example example) throws Exception {
        assertThat(example.stdout()).as("the expectation of %s", example).exists();

        List<String> command = new ArrayList<>(List.of("./go4j", "run"));
        command.addAll(example.flags());
        command.add(example.source().toString());

        Run run = run(example, command, SETTINGS, TARGET.resolve("java"));

        assertSoftly(softly -> {
            check(softly, example, run);
            String stderr = run.stderr();
            Expected expected = Expected.in(example.stderr());
            if (!expected.matches(stderr)) softly.assertThat(stderr).as("%s: stderr", example).isEqualTo(expected.text());
        });
    }

    /** The claim behind every example: this is how Go does it. On stderr only the first line can be the same in both. */
    @Test
    void goTwinsDoTheSame() throws Exception {
        List<Example> twins = examples().stream().filter(example -> Files.exists(example.goTwin())).toList();
        assertThat(twins).isNotEmpty();
        if (!onPath("go")) {
            String skipped = "no go on the PATH: " + twins.size() + " Go twins of examples were NOT compared";
            System.err.println(skipped);
            abort(skipped);
        }

        Path bin = TARGET.resolve("go");
        var softly = new SoftAssertions();
        for (Example example : twins) {
            String program = bin.resolve(example.toString()).toString();
            List<String> compile = List.of("go", "build", "-o", program, example.goTwin().toString());
            Run compiled = Run.toTheEnd(compile, Map.of(), bin.resolve(example + ".build"));
            if (!compiled.end().equals("0")) {
                softly.fail("%s does not compile:%n%s", example.goTwin(), compiled.stderr());
                continue;
            }
            Run run = run(example, List.of(program), Map.of(), bin);
            check(softly, example, run);
            String stderr = run.stderr().lines().findFirst().orElse("");
            Expected expected = Expected.in(example.stderr()).firstLine();
            if (!expected.matches(stderr)) softly.assertThat(stderr).as("%s in Go: stderr", example).isEqualTo(expected.text());
        }
        softly.assertAll();
        System.out.println(twins.size() + " Go twins of examples do the same");
    }

    /** A file that belongs to no example is a left-over or a typing error, and would go unnoticed. */
    @Test
    void everyFileBelongsToAnExample() {
        List<String> sources = examples().stream().map(example -> example.source().toString()).toList();
        try (Stream<Path> files = Example.files()) {
            assertThat(files.map(Path::toString).filter(file -> file.matches(".*\\.(go|exit|expected\\.txt|stderr\\.txt)")))
                    .allSatisfy(file -> assertThat(sources).contains(file.replaceFirst("\\..*", ".java")));
        }
    }

    @Test
    void theReadmeNamesEveryExample() throws IOException {
        String readme = Files.readString(Example.ROOT.resolve("examples/README.md"));
        assertThat(examples()).allSatisfy(example -> assertThat(readme).contains("(" + example + ".java)"));
    }

    /** The guide leads to programs that exist, and its tour to forty and more. */
    @Test
    void theGuideNamesExamples() throws IOException {
        var link = Pattern.compile("\\(\\.\\./\\.\\./examples/([\\w/]+)\\.java\\)");
        List<String> known = examples().stream().map(Example::toString).toList();
        try (Stream<Path> pages = Files.list(Example.ROOT.resolve("docs/guide"))) {
            for (Path page : pages.toList()) {
                List<String> named = link.matcher(Files.readString(page)).results().map(m -> m.group(1)).toList();
                assertThat(known).as("%s", page).containsAll(named);
                if (page.endsWith("tour.md")) {
                    assertThat(named).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(40);
                }
            }
        }
    }

    private static Run run(Example example, List<String> program, Map<String, String> settings, Path folder) throws Exception {
        List<String> command = new ArrayList<>(program);
        String url = "http://localhost:" + server.getAddress().getPort() + "/";
        example.arguments().forEach(argument -> command.add(argument.replace("$URL", url)));
        Map<String, String> environment = new HashMap<>(settings);
        environment.putAll(example.environment());

        Path output = folder.resolve(example.toString());
        return example.end().equals(Run.RUNNING)
                ? Run.whileRunning(command, environment, output, Expected.in(example.stdout()))
                : Run.toTheEnd(command, environment, output);
    }

    private static void check(SoftAssertions softly, Example example, Run run) {
        String stderr = run.stderr().isEmpty() ? "" : "; stderr:\n" + run.stderr();
        softly.assertThat(run.end()).as("%s: how it ended%s", example, stderr).isEqualTo(example.end());
        Expected expected = Expected.in(example.stdout());
        if (!expected.matches(run.stdout())) {
            softly.assertThat(run.stdout()).as("%s: stdout", example).isEqualTo(expected.text());
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
