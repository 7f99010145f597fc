// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** {@code go4j pprof} and {@code go4j leaks}, looking into real processes. */
class ProfilesTest extends Looking {
    private static final List<String> LEAKS = plus(FULL, "-Djdk.trackAllThreads=false", "-XX:+UseParallelGC");

    private static List<String> plus(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(Arrays.asList(more));
        return all;
    }

    /** What a profile says, its names of functions and types being plain in it. */
    private String unzipped(String file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(folder.resolve(file)))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Outcome failed(int status, String line) {
        return new Outcome(status, "", "go4j: " + line + "\n");
    }

    @Test
    void aProfileIsWrittenUnderTheNextFreeName() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        String first = "pprof.io.go4j.cli.look.LookPeer.goroutine.001.pb.gz";
        assertThat(go4j("pprof", pid, "goroutine")).isEqualTo(new Outcome(0, first + "\n", ""));
        assertThat(unzipped(first)).contains("LookPeer.receive");
        assertThat(go4j("pprof", pid, "goroutine").out()).isEqualTo(first.replace("001", "002") + "\n");
        assertThat(go4j("pprof", "-o", "here", pid, "threadcreate")).isEqualTo(new Outcome(0, "here\n", ""));
        assertThat(folder.resolve("here")).isNotEmptyFile();
        Outcome nowhere = go4j("pprof", "-o", "no/such/folder", pid, "goroutine");
        String another = "); name another with -o FILE";
        assertThat(nowhere).isEqualTo(failed(2, "pprof: cannot write no/such/folder (there is no such folder" + another));
        assertThat(go4j("pprof", "-o", ".", pid, "goroutine")).isEqualTo(failed(2, "pprof: cannot write . (Is a directory" + another));
    }

    @Test
    void textGoesToStandardOutput() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        assertThat(go4j("pprof", "--debug=1", pid, "goroutine").out()).startsWith("goroutine profile: total 13\n10 @ 0x");
        assertThat(go4j("pprof", "--debug=2", pid, "goroutine").out().lines().filter(l -> l.startsWith("goroutine "))).hasSize(13);
        assertThat(go4j("pprof", "--debug=1", "--gc", pid, "heap").out()).startsWith("heap profile: ").contains("# HeapAlloc = ");
    }

    @Test
    void heapIsWhatLivesUnlessToldOtherwise() throws Exception {
        List<String> serial = new ArrayList<>(FULL); // the others may collect the old generation when they see fit
        serial.add("-XX:+UseSerialGC");
        Process peer = java(serial, GarbagePeer.class.getName());
        assertThat(peer.inputReader().readLine()).isEqualTo("ready");
        String pid = Long.toString(peer.pid());
        String garbage = GarbagePeer.Garbage.class.getName();
        assertThat(go4j("pprof", "--debug=1", "--no-gc", pid, "heap").out()).contains(garbage);
        assertThat(go4j("pprof", "--debug=1", pid, "heap").out()).startsWith("heap profile: ").doesNotContain(garbage);
        assertThat(go4j("pprof", "--debug=1", "--no-gc", pid, "heap").out()).as("it was collected").doesNotContain(garbage);
    }

    @Test
    void whatTakesTimeIsMeasured() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        String measuring = "go4j: pprof: measuring for 1 s\n";
        String name = "pprof.io.go4j.cli.look.LookPeer.";
        assertThat(go4j("pprof", "--seconds=1", pid)).isEqualTo(new Outcome(0, name + "cpu.001.pb.gz\n", measuring));
        assertThat(unzipped(name + "cpu.001.pb.gz")).contains("nanoseconds");
        assertThat(go4j("pprof", "--seconds=1", pid, "allocs").err()).isEqualTo(measuring);
        assertThat(unzipped(name + "allocs.001.pb.gz")).contains("alloc_space");

        String off = "pprof: the block profile is off in that process; --seconds 10 switches it on for so long";
        assertThat(go4j("pprof", pid, "block")).isEqualTo(failed(3, off));
        assertThat(go4j("pprof", "--seconds=1", pid, "block")).isEqualTo(new Outcome(0, name + "block.001.pb.gz\n", measuring));
        assertThat(unzipped(name + "block.001.pb.gz")).contains("contentions");
        assertThat(go4j("pprof", pid, "block")).as("it is off again").isEqualTo(failed(3, off));
    }

    @Test
    void withoutTheArtifactTheOthersWork() throws Exception {
        String all = classPath;
        classPath = Arrays.stream(all.split(File.pathSeparator))
                .filter(p -> !p.contains("/debug/target/") && !p.contains("go4j-debug"))
                .collect(Collectors.joining(File.pathSeparator));
        String pid = Long.toString(peer(LEAKS).pid());
        classPath = all;
        String why = " profile: go4j-debug is not on its class path; add that artifact, or start it with go4j run (goroutine, block, mutex,"
                + " threadcreate and goroutineleak work without)";
        assertThat(go4j("pprof", pid, "heap")).isEqualTo(failed(2, "pprof: the process has no heap" + why));
        assertThat(go4j("pprof", pid, "allocs")).isEqualTo(failed(2, "pprof: the process has no allocs" + why));
        Outcome atOnce = failed(2, "pprof: the process has no CPU" + why); // on a busy machine, soon
        await(() -> outcome("pprof", pid).equals(atOnce));
        for (String works : List.of("goroutine", "threadcreate", "goroutineleak")) {
            assertThat(go4j("pprof", pid, works).status()).as(works).isZero();
        }
    }

    /** A server that answers with what it was asked for. */
    private static HttpServer echo() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/debug/pprof/", http -> {
            boolean known = !http.getRequestURI().getPath().endsWith("/mutex");
            byte[] body = (known ? http.getRequestURI() + "\n" : "Unknown profile\nmore").getBytes(UTF_8);
            if (String.valueOf(http.getRequestURI().getQuery()).contains("seconds")) {
                sleep(1000); // it measures
            }
            http.sendResponseHeaders(known ? 200 : 404, body.length);
            http.getResponseBody().write(body);
            http.close();
        });
        server.start();
        return server;
    }

    @Test
    void aServerIsAskedByUrlAndByAddress() throws Exception {
        HttpServer server = echo();
        try {
            String at = "localhost:" + server.getAddress().getPort();
            for (String target : List.of(at, "http://" + at, "http://" + at + "/", "http://" + at + "/debug/pprof")) {
                assertThat(go4j("pprof", "-o-", target, "heap").out()).isEqualTo("/debug/pprof/heap\n");
            }
            assertThat(go4j("pprof", "-o-", "--seconds=2", "http://" + at)).isEqualTo(
                    new Outcome(0, "/debug/pprof/profile?seconds=2\n", "go4j: pprof: measuring for 2 s\n"));
            assertThat(go4j("pprof", "--debug=1", "--gc", at, "heap").out()).isEqualTo("/debug/pprof/heap?debug=1&gc=1\n");
            assertThat(go4j("pprof", "--debug=1", "--no-gc", at, "heap").out()).isEqualTo("/debug/pprof/heap?debug=1&gc=0\n");
            String saved = "pprof." + at.replace(':', '_') + ".heap.001.pb.gz";
            assertThat(go4j("pprof", at, "heap").out()).isEqualTo(saved + "\n");
            assertThat(go4j("pprof", at, "mutex"))
                    .isEqualTo(failed(3, "pprof: http://" + at + "/debug/pprof/mutex answers 404: Unknown profile"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theUrlOfGoToolPprofNamesTheProfile() throws Exception {
        HttpServer server = echo();
        try {
            String folder = "http://localhost:" + server.getAddress().getPort() + "/debug/pprof/";
            String measuring = "go4j: pprof: measuring for 2 s\n";
            assertThat(go4j("pprof", "-o-", folder + "goroutine")).isEqualTo(new Outcome(0, "/debug/pprof/goroutine\n", ""));
            assertThat(go4j("pprof", "-o-", folder + "profile?seconds=2"))
                    .isEqualTo(new Outcome(0, "/debug/pprof/profile?seconds=2\n", measuring));
            assertThat(go4j("pprof", "-o-", "--seconds=2", folder + "block?seconds=9", "block"))
                    .isEqualTo(new Outcome(0, "/debug/pprof/block?seconds=2\n", measuring));
            assertThat(go4j("pprof", folder + "heap?debug=1&gc=1").out()).isEqualTo("/debug/pprof/heap?debug=1&gc=1\n");
            assertThat(go4j("pprof", folder + "heap?gc=0&debug=1").out()).isEqualTo("/debug/pprof/heap?debug=1&gc=0\n");
            assertThat(go4j("pprof", "--no-gc", folder + "heap?debug=1&gc=1").out()).isEqualTo("/debug/pprof/heap?debug=1&gc=0\n");
            assertThat(go4j("pprof", folder + "goroutine", "heap")).isEqualTo(failed(2,
                    "pprof: the URL names the profile goroutine, the word after it heap; leave one of them out"));
            assertThat(go4j("pprof", folder + "trace?seconds=5").err()).startsWith("go4j: pprof: there is no profile trace; there are ");
            assertThat(go4j("pprof", folder + "heap?seconds=soon")).isEqualTo(failed(2, "pprof: seconds=soon in the URL is no number"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void goIsStartedToShowIt() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        environment.put("PATH", folder.resolve("bin").toString());
        assertThat(go4j("pprof", "--top", pid, "goroutine")).isEqualTo(failed(2,
                "pprof: --top and --open need the command go on the PATH; --debug 1 prints text without it"));
        Path go = Files.createDirectory(folder.resolve("bin")).resolve("go");
        Files.writeString(go, "#!/bin/sh\necho \"$@\"\n");
        assertThat(go.toFile().setExecutable(true)).isTrue();
        assertThat(go4j("pprof", "--top", pid, "goroutine").out()).matches("tool pprof -top /\\S+\\.pb\\.gz\n");
        assertThat(folder.toFile().list((f, name) -> name.endsWith(".pb.gz"))).as("it was shown, not kept").isEmpty();
        assertThat(go4j("pprof", "--open", "-o", "kept", pid, "goroutine").out()).isEqualTo("kept\ntool pprof -http=localhost: kept\n");
    }

    @Test
    void leaksAreFoundAndCounted() throws Exception {
        assertThat(go4j("leaks", Long.toString(peer(LEAKS).pid()))).isEqualTo(new Outcome(0, "no leaked goroutines\n", ""));
        String pid = Long.toString(peer(LEAKS, "leak").pid());
        Outcome found = go4j("leaks", pid);
        assertThat(found.err()).isEmpty();
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.out())
                .startsWith("3 leaked goroutines, 1 stack\n\n3 goroutines [chan receive (leaked)]: ")
                .containsPattern("created by io.go4j.cli.look.LookPeer.lambda\\$main\\$\\d\n\tio/go4j/cli/look/LookPeer.java:");
        Outcome all = go4j("leaks", "--all", pid);
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.out().lines().filter(l -> l.startsWith("goroutine ")))
                .hasSize(3)
                .allMatch(l -> l.endsWith("[chan receive (leaked)]:"));
        assertThat(go4j("stack", pid).out()).startsWith("16 goroutines, ");
    }

    @Test
    void whoWaitsForEverByDesignIsNoLeak() throws Exception {
        String pid = Long.toString(peer(LEAKS, "server").pid());
        Outcome found = go4j("leaks", pid);
        assertThat(found.err()).isEmpty();
        assertThat(found.out())
                .startsWith("no leaked goroutines\n\n2 goroutines wait for ever by design, and are no leaks:\n\n")
                .containsPattern("1 goroutine \\[select \\(no cases\\) \\(leaked\\)]: 1\n")
                .contains("created by io.go4j.cli.look.LookPeer.lambda$main$");
        assertThat(found.status()).isZero();
        Outcome all = go4j("leaks", "--all", "--fail=always", pid);
        assertThat(all.out())
                .startsWith("no leaked goroutines\n\n2 goroutines wait ")
                .contains("\ngoroutine 1 [select (no cases) (leaked)]:\n");
        assertThat(all.status()).isEqualTo(1);
    }

    @Test
    void someLeaksCanBeIgnored() throws Exception {
        String pid = Long.toString(peer(LEAKS, "leak", "server").pid());
        assertThat(go4j("leaks", pid).out())
                .startsWith("3 leaked goroutines, 1 stack\n")
                .contains("\n2 goroutines wait for ever by design");
        assertThat(go4j("leaks", "--fail=3", pid).status()).isEqualTo(1);
        assertThat(go4j("leaks", "--fail", "4", pid).status()).isZero();
        assertThat(go4j("leaks", "--fail=never", pid).status()).isZero();
        assertThat(go4j("leaks", "--ignore=NoSuchText", pid).out()).startsWith("3 leaked goroutines, 1 stack\n");
        for (String text : List.of("LookPeer.leak", "LookPeer.java:", "kind=leak", "created by io.go4j.cli.look.LookPeer")) {
            for (String form : List.of("--fail=1", "--all")) {
                Outcome outcome = go4j("leaks", "--ignore", "NoSuchText", "--ignore", text, form, pid);
                assertThat(outcome.out()).startsWith("no leaked goroutines\n");
                assertThat(outcome.status()).isZero();
            }
        }
    }

    @Test
    void whereLeaksCannotBeToldThatIsSaid() throws Exception {
        cannotTell(PORTABLE, "leaks are found in full mode only; ");
        cannotTell(FULL, "the JVM holds all its threads, so none is seen to be leaked; add -Djdk.trackAllThreads=false");
        cannotTell(plus(FULL, "-Djdk.trackAllThreads=false", "-XX:+UseZGC"), "this collector cannot tell leaked goroutines from those ");
        cannotTell(plus(FULL, "-Djdk.trackAllThreads=false", "-XX:+UseShenandoahGC"), "this collector cannot tell leaked goroutines ");
    }

    private void cannotTell(List<String> options, String why) throws Exception {
        String pid = Long.toString(peer(options).pid());
        Outcome outcome = go4j("leaks", pid);
        assertThat(outcome.err()).startsWith("go4j: leaks: " + why).hasLineCount(1);
        assertThat(outcome).isEqualTo(new Outcome(3, "", outcome.err()));
        assertThat(go4j("pprof", pid, "goroutineleak").err()).startsWith("go4j: pprof: " + why).hasLineCount(1);
    }
}
