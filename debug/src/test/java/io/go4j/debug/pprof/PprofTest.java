// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.go4j.Chan;
import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.debug.ProfileReader;
import io.go4j.diag.GoroutineStatus;
import io.go4j.sync.WaitGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PprofTest {
    private static Pprof.Server server;
    private static HttpClient client;

    @BeforeAll
    static void listen() throws IOException {
        server = Pprof.listen(":0");
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void close() {
        client.close();
        server.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.address().getPort() + path));
    }

    private static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(String rest) throws IOException, InterruptedException {
        return send(request("/debug/pprof/" + rest).build());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void listensOnLoopbackOnly() {
        assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void indexHasARowForEachProfile() throws Exception {
        var response = get("");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        String names = "allocs block cmdline goroutine heap mutex profile symbol threadcreate trace virtualthread";
        for (String name : names.split(" ")) {
            String link = "<a href='" + name + "\\?debug=1'>" + name + "</a>";
            assertThat(text(response)).containsPattern("<tr><td>\\d+</td><td>" + link + "</td></tr>\n");
            assertThat(text(response)).contains("<li><div class=profile-name>" + name + ": </div> ");
        }
        assertThat(text(response)).contains("<a href=\"goroutine?debug=2\">full goroutine stack dump</a>");
    }

    @Test
    void withoutTheSlashItRedirects() throws Exception {
        var response = send(request("/debug/pprof?x=1").build());
        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(header(response, "Location")).isEqualTo("/debug/pprof/?x=1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nosuch                  | 404 | Unknown profile
            heap?seconds=x          | 400 | invalid value for "seconds" - must be a positive integer
            heap?seconds=0          | 400 | invalid value for "seconds" - must be a positive integer
            heap?seconds=1.5        | 400 | invalid value for "seconds" - must be a positive integer
            heap?seconds=3601       | 400 | invalid value for "seconds" - 3601 is more than 3600
            heap?seconds=-5         | 400 | invalid value for "seconds" - must be a positive integer
            profile?seconds=3601    | 400 | invalid value for "seconds" - 3601 is more than 3600
            profile?seconds=2000000000           | 400 | invalid value for "seconds" - 2000000000 is more than 3600
            profile?seconds=99999999999999999999 | 400 | invalid value for "seconds" - 99999999999999999999 is more than 3600
            goroutine?seconds=2147483648         | 400 | invalid value for "seconds" - 2147483648 is more than 3600
            heap?seconds=1&debug=1  | 400 | seconds and debug params are incompatible
            trace?seconds=1         | 501 | Could not enable tracing: this version of go4j has no execution tracer
            """)
    void errorsHaveGosWords(String rest, int status, String line) throws Exception {
        var response = get(rest);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(text(response)).isEqualTo(line + "\n");
        assertThat(header(response, "X-Go-Pprof")).isEqualTo("1");
        assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.headers().firstValue("Content-Disposition")).isEmpty();
    }

    @Test
    void onlyGetAndHeadButSymbolTakesPost() throws Exception {
        var post = send(request("/debug/pprof/heap").POST(HttpRequest.BodyPublishers.ofString("x")).build());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(header(post, "Allow")).isEqualTo("GET, HEAD");
        var symbol = send(request("/debug/pprof/symbol").POST(HttpRequest.BodyPublishers.ofString("0x1+0x2")).build());
        assertThat(text(symbol)).isEqualTo("num_symbols: 1\n");
        var head = send(request("/debug/pprof/goroutine").HEAD().build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Disposition")).isEqualTo("attachment; filename=\"goroutine\"");
        assertThat(head.body()).isEmpty();
        var headOfText = send(request("/debug/pprof/goroutine?debug=1").HEAD().build());
        assertThat(header(headOfText, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void otherPathsAreNotFound() throws Exception {
        assertThat(send(request("/").build()).statusCode()).isEqualTo(404);
        assertThat(get("goroutine/x").statusCode()).isEqualTo(404);
    }

    @Test
    void namesOfOtherHostsAreRefused() throws Exception {
        assertThat(statusFor("evil.example")).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(statusFor("localhost.evil.example:6060")).isEqualTo("HTTP/1.1 403 Forbidden");
        for (String good : List.of("localhost", "LOCALHOST:6060", "127.0.0.1:6060", "[::1]:6060")) {
            assertThat(statusFor(good)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    /** The JDK's client does not let one set this header. */
    private static String statusFor(String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String request = "GET /debug/pprof/cmdline HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
        }
    }

    @Test
    void commandLineHasItsWordsBetweenZeros() throws Exception {
        assertThat(text(get("cmdline")).split("\0")[0]).endsWith("java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"goroutine", "threadcreate", "virtualthread", "heap", "allocs", "block", "mutex"})
    void eachProfileComesInBothForms(String name) throws Exception {
        var proto = get(name);
        assertThat(header(proto, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(proto, "Content-Disposition")).isEqualTo("attachment; filename=\"" + name + "\"");
        var profile = new ProfileReader(proto.body());
        assertThat(Instant.ofEpochSecond(0, profile.timeNanos)).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(profile.types).isEqualTo(switch (name) {
            case "heap", "allocs" -> List.of("alloc_objects/count", "alloc_space/bytes", "inuse_objects/count", "inuse_space/bytes");
            case "block", "mutex" -> List.of("contentions/count", "delay/nanoseconds");
            default -> List.of(name + "/count");
        });
        assertThat(profile.defaultType).isEqualTo(name.equals("allocs") ? "alloc_space" : "");
        var text = get(name + "?debug=1");
        assertThat(header(text, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(text(text)).startsWith(switch (name) {
            case "heap", "allocs" -> "heap profile: ";
            case "block" -> "--- contention:\ncycles/second=1000000000\n";
            case "mutex" -> "--- mutex:\ncycles/second=1000000000\nsampling period=";
            default -> name + " profile: total ";
        });
    }

    /** Has no other use than to be found in the heap. */
    private record Garbage(long one, long two) {}

    private static void makesGarbage() {
        for (int i = 0; i < 20_000; i++) {
            sink = new Garbage(i, i);
        }
    }

    private static long inUse(String rest) throws Exception {
        return new ProfileReader(get(rest).body()).samples.stream()
                .filter(s -> s.stack().equals(List.of(Garbage.class.getName() + " :0")))
                .mapToLong(s -> s.values().get(2))
                .sum();
    }

    @Test
    void heapIsWhatLivesUnlessToldOtherwise() throws Exception {
        makesGarbage();
        assertThat(inUse("heap")).isLessThanOrEqualTo(1);
        makesGarbage();
        assertThat(inUse("heap?gc=1")).isLessThanOrEqualTo(1);
        makesGarbage();
        assertThat(inUse("allocs?gc=1")).isLessThanOrEqualTo(1);
        for (String with : List.of("heap?gc=0", "allocs", "allocs?gc=0")) {
            do { // the JVM may collect at any time
                makesGarbage();
            } while (inUse(with) < 10_000);
        }
    }

    private static long[] allocated(List<ProfileReader.Sample> samples) {
        long[] sums = new long[2];
        for (ProfileReader.Sample s : samples) {
            sums[0] += s.values().get(0);
            sums[1] += s.values().get(1);
        }
        return sums;
    }

    private static void keepsMeanSizesChanging(AtomicBoolean stop) {
        List<Object> kept = new ArrayList<>();
        for (int i = 0; !stop.get(); i++) {
            kept.add(new byte[i % 100 == 0 ? 100_000 : 16]);
            kept.add(new Object[i % 7 == 0 ? 10_000 : 1]);
            if (kept.size() > 500) {
                kept.clear();
            }
        }
    }

    @Test
    void whatWasAllocatedNeverBecomesLess() throws Exception {
        var stop = new AtomicBoolean();
        Thread allocator = Thread.ofPlatform().start(() -> keepsMeanSizesChanging(stop));
        var delta = client.sendAsync(request("/debug/pprof/heap?seconds=2").build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            List<CompletableFuture<Void>> scrapers = new ArrayList<>();
            for (String rest : List.of("heap", "allocs", "heap?gc=0")) {
                scrapers.add(CompletableFuture.runAsync(() -> scrape(rest)));
            }
            for (CompletableFuture<Void> scraper : scrapers) {
                scraper.get();
            }
            assertThat(new ProfileReader(delta.get().body()).samples).allSatisfy(s -> {
                assertThat(s.values().get(0)).isNotNegative();
                assertThat(s.values().get(1)).isNotNegative();
            });
        } finally {
            stop.set(true);
            allocator.join();
        }
    }

    private static void scrape(String rest) {
        try {
            Map<List<Object>, long[]> before = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                Map<List<Object>, List<ProfileReader.Sample>> now = new ProfileReader(get(rest).body()).samples.stream()
                        .collect(Collectors.groupingBy(s -> List.of(s.stack(), s.labels())));
                assertThat(now.keySet()).containsAll(before.keySet());
                now.forEach((place, samples) -> {
                    long[] was = before.getOrDefault(place, new long[2]);
                    long[] is = allocated(samples);
                    assertThat(is[0]).isGreaterThanOrEqualTo(was[0]);
                    assertThat(is[1]).isGreaterThanOrEqualTo(was[1]);
                    if (is[1] > 0) {
                        before.put(place, is);
                    }
                });
                Thread.sleep(300); // so that there is something new, as a rule
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void textsComeWhole() throws Exception {
        var http11 = get("goroutine?debug=2");
        assertThat(header(http11, "Transfer-Encoding")).isEqualTo("chunked");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write("GET /debug/pprof/threadcreate?debug=1 HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("chunked").contains("\r\n\r\nthreadcreate profile: total ");
        }
    }

    @Test
    void heapTellsWhatIsInUseAndEndsWithGosNumbers() throws Exception {
        var profile = new ProfileReader(get("heap?gc=1").body());
        assertThat(profile.periodType + " " + profile.period).isEqualTo("space/bytes 524288");
        assertThat(profile.samples).anySatisfy(s -> {
            assertThat(s.stack()).containsExactly("java.lang.String :0");
            assertThat(s.values().get(2)).isPositive();
            assertThat(s.values().get(3)).isPositive();
        });
        assertThat(text(get("heap?debug=1"))).contains("\n\n# runtime.MemStats\n# Alloc = ").contains("\n# NumGC = ");
    }

    static volatile Object sink;

    private static void allocatesHere() {
        for (int i = 0; i < 1000; i++) {
            sink = new long[1 << 13];
        }
    }

    @Test
    void allocationsHaveStacksAndClasses() throws Exception {
        while (true) { // the flight recorder hands its samples over once a second
            allocatesHere();
            var found = new ProfileReader(get("allocs").body()).samples.stream()
                    .filter(s -> !s.stack().isEmpty() && s.stack().getFirst().contains("PprofTest.allocatesHere "))
                    .toList();
            if (!found.isEmpty()) {
                assertThat(found.getFirst().labels()).containsEntry("class", "long[]");
                assertThat(found.getFirst().stack().getFirst()).contains(" io/go4j/debug/pprof/PprofTest.java:");
                assertThat(found.getFirst().values().get(1)).isPositive();
                return;
            }
        }
    }

    private static void waitsHere(Chan<Integer> ch) {
        ch.receive();
    }

    @Test
    void goroutinesWithLabelsAndTheirDifference() throws Exception {
        var ch = Chan.<Integer>make();
        var done = new WaitGroup();
        CompletableFuture<HttpResponse<byte[]>> difference = client.sendAsync(
                request("/debug/pprof/goroutine?seconds=2").build(), HttpResponse.BodyHandlers.ofByteArray());
        done.add(1);
        Goroutine g = Go4j.go(() -> GoRuntime.doWithLabels(Map.of("job", "ingest"), () -> {
            waitsHere(ch);
            done.done();
        }));
        while (g.status() != GoroutineStatus.WAITING) {
            Thread.yield();
        }
        var now = new ProfileReader(get("goroutine").body());
        assertThat(now.samples).anySatisfy(s -> {
            String place = "io.go4j.debug.pprof.PprofTest.waitsHere io/go4j/debug/pprof/PprofTest.java:";
            assertThat(s.stack()).anyMatch(f -> f.startsWith(place));
            assertThat(s.labels()).isEqualTo(Map.of("job", "ingest"));
            assertThat(s.values()).containsExactly(1L);
        });
        assertThat(text(get("goroutine?debug=1"))).contains("\n# labels: {\"job\":\"ingest\"}\n");
        var response = difference.get();
        assertThat(header(response, "Content-Disposition")).isEqualTo("attachment; filename=\"goroutine-delta\"");
        assertThat(new ProfileReader(response.body()).durationNanos).isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
        ch.close();
        done.await();
    }

    @Test
    void cpuProfileHasLabelsAndOnlyOneIsTakenAtATime() throws Exception {
        var stop = Chan.<Integer>make();
        var done = new WaitGroup();
        done.go(() -> GoRuntime.doWithLabels(Map.of("job", "burn"), () -> {
            while (!stop.isClosed()) {
                burnsHere();
                Go4j.gosched();
            }
        }));
        try {
            List<ProfileReader.Sample> burning;
            do { // a loaded machine may not sample it at once
                var request = request("/debug/pprof/profile?seconds=2&debug=1").build();
                var first = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
                var second = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
                var good = first.get().statusCode() == 200 ? first.get() : second.get();
                var refused = first.get().statusCode() == 200 ? second.get() : first.get();
                if (refused.statusCode() == 200) {
                    burning = List.of(); // one had ended before the other began
                    continue;
                }
                assertThat(refused.statusCode()).isEqualTo(500);
                assertThat(text(refused)).isEqualTo("Could not enable CPU profiling: cpu profiling already in use\n");
                assertThat(header(good, "Content-Disposition")).isEqualTo("attachment; filename=\"profile\"");
                var profile = new ProfileReader(good.body());
                assertThat(profile.types).containsExactly("samples/count", "cpu/nanoseconds");
                assertThat(profile.periodType + " " + profile.period).isEqualTo("cpu/nanoseconds 10000000");
                assertThat(profile.durationNanos).isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
                burning = profile.samples.stream()
                        .filter(s -> s.stack().stream().anyMatch(f -> f.startsWith("io.go4j.debug.pprof.PprofTest.burnsHere ")))
                        .filter(s -> s.labels().equals(Map.of("job", "burn")))
                        .toList();
            } while (burning.isEmpty());
            assertThat(burning).allSatisfy(s -> {
                assertThat(s.values().get(1)).isEqualTo(10_000_000 * s.values().get(0));
                assertThat(s.stack().getLast()).contains("PprofTest");
            });
        } finally {
            stop.close();
            done.await();
        }
    }

    private static void burnsHere() {
        long x = 1;
        for (int i = 0; i < 10_000_000; i++) {
            x = x * 31 + i;
        }
        sink = x;
    }

    @Test
    void handlerMountsAnywhere() throws Exception {
        HttpServer own = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        own.createContext("/inside", Pprof.handler());
        own.start();
        try {
            String base = "http://localhost:" + own.getAddress().getPort() + "/inside";
            assertThat(text(send(HttpRequest.newBuilder(URI.create(base + "/goroutine?debug=1")).build()))).startsWith("goroutine profile");
            assertThat(send(HttpRequest.newBuilder(URI.create(base)).build()).statusCode()).isEqualTo(307);
            assertThat(text(send(HttpRequest.newBuilder(URI.create(base + "/")).build()))).contains("Types of profiles available");
        } finally {
            own.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"6060", "localhost", "localhost:x", ":65536", ":-1", "::1:80", "", ":"})
    void whatIsNoAddressIsSaid(String address) {
        assertThatThrownBy(() -> Pprof.listen(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pprof: " + address + " is no address; write HOST:PORT or :PORT, as in localhost:6060");
    }

    @Test
    void takenPortIsSaid() {
        String taken = "localhost:" + server.address().getPort();
        assertThatThrownBy(() -> Pprof.listen(taken))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("pprof: cannot listen on " + taken + ": ");
    }

    @ParameterizedTest
    @CsvSource({"[I, int[]", "[[Z, boolean[][]", "[Ljava.lang.String;, java.lang.String[]", "a.B$$Lambda/0x12, a.B$$Lambda", "a.B, a.B"})
    void classNamesAreReadable(String jvm, String readable) {
        assertThat(ClassNames.readable(jvm)).isEqualTo(readable);
    }
}
