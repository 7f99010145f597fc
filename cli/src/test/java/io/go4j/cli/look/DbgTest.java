// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.debug.dlv.DelveAgent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** {@code go4j dbg --listen}: a debugger may connect to a process that nobody has prepared. */
class DbgTest extends Looking {
    private static final Pattern ADVICE = Pattern.compile("dlv connect 127\\.0\\.0\\.1:(\\d+)\n");

    /** As a debugger would begin, and what a look at the goroutines says. */
    private static String halted(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            var requests = new StringBuilder();
            String[] methods = {"Command\",\"params\":[{\"name\":\"halt\"}]", "ListGoroutines\",\"params\":[{\"Count\":100}]"};
            for (String method : methods) {
                requests.append("{\"id\":0,\"method\":\"RPCServer.").append(method).append("}\n");
            }
            socket.getOutputStream().write(requests.toString().getBytes(UTF_8));
            return in.readLine() + in.readLine();
        }
    }

    private static int port(Outcome outcome) {
        Matcher advice = ADVICE.matcher(outcome.out());
        assertThat(advice.matches()).as(outcome.out() + outcome.err()).isTrue();
        return Integer.parseInt(advice.group(1));
    }

    @Test
    void aProcessThatHasTheArtifact() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        Outcome outcome = go4j("dbg", "--listen", "127.0.0.1:0", pid);
        assertThat(outcome.status()).isZero();
        assertThat(halted(port(outcome))).contains("\"Running\":false").contains("LookPeer.receive");
        assertThat(go4j("stats", pid).status()).isZero();
        assertThat(Files.readString(folder.resolve("err0"))).isEmpty(); // nothing was loaded into it
    }

    @Test
    void aProcessThatHasItNot() throws Exception {
        String all = classPath;
        String debug = Arrays.stream(all.split(File.pathSeparator)).filter(DbgTest::isDebug).findFirst().orElseThrow();
        classPath = Arrays.stream(all.split(File.pathSeparator)).filter(p -> !isDebug(p)).collect(Collectors.joining(File.pathSeparator));
        String pid = Long.toString(peer(FULL).pid());
        classPath = all.replace(debug, jar(Path.of(debug)).toString());
        Outcome outcome = go4j("dbg", "--listen", "127.0.0.1:0", pid);
        assertThat(halted(port(outcome))).contains("\"Running\":false").contains("LookPeer.receive");
        assertThat(go4j("stats", pid).status()).isZero();
    }

    private static boolean isDebug(String path) {
        return path.contains("/debug/target/") || path.contains("go4j-debug");
    }

    /** The module, as it is shipped. */
    private Path jar(Path debug) throws IOException {
        if (Files.isRegularFile(debug)) {
            return debug;
        }
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", DelveAgent.class.getName());
        Path jar = folder.resolve("go4j-debug.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(debug)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(debug.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    @Test
    void mistakesAreNamed() throws Exception {
        String pid = Long.toString(peer(FULL).pid());
        assertThat(go4j("dbg", pid)).isEqualTo(new Outcome(2, "", "go4j: dbg: --listen needs HOST:PORT; go4j dbg --help\n"));
        Outcome none = go4j("dbg", "--listen", "x", pid);
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).isEqualTo("go4j: dbg: --listen: x is no address; write HOST:PORT or :PORT, as in localhost:6060\n");
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Outcome refused = go4j("dbg", "--listen", "127.0.0.1:" + taken.getLocalPort(), pid);
            assertThat(refused.status()).isEqualTo(3);
            assertThat(refused.err()).startsWith("go4j: dbg: dlv: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
        }
    }
}
