// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.gops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.go4j.GoRuntime;
import io.go4j.debug.ProfileReader;
import io.go4j.debug.RunningApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GopsTest {
    @TempDir
    Path folder;

    /** One command: what is sent, until the end of what is answered. */
    private static byte[] ask(int port, int... bytes) throws IOException {
        byte[] request = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            request[i] = (byte) bytes[i];
        }
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.getOutputStream().write(request);
            return socket.getInputStream().readAllBytes();
        }
    }

    private static String askText(int port, int... bytes) throws IOException {
        return new String(ask(port, bytes), StandardCharsets.UTF_8);
    }

    @Test
    void answersEachCommandAndCloses() throws Exception {
        try (Gops.Agent agent = Gops.listen()) {
            assertThat(agent.address().getAddress().isLoopbackAddress()).isTrue();
            int port = agent.address().getPort();
            String cpus = "num CPU: " + GoRuntime.numCPU() + "\n";
            assertThat(askText(port, 7)).matches("goroutines: \\d+\nOS threads: \\d+\nGOMAXPROCS: \\d+\n" + cpus);
            assertThat(askText(port, 4)).matches("go4j .*, Java .*\n");
            assertThat(askText(port, 2)).isEqualTo("ok");
            assertThat(askText(port, 1)).isEqualTo(GoRuntime.stack(true));
            var memory = askText(port, 3).lines().toList();
            assertThat(memory).hasSize(31);
            assertThat(memory.getFirst()).matches("alloc: [0-9.]+[KMG]B \\(\\d+ bytes\\)");
            assertThat(memory).contains("lookups: 0", "enable-gc: true").doesNotContain("num-gc: 0", "num-forced-gc: 0", "last-gc: -");
            assertThat(new ProfileReader(ask(port, 5)).types).contains("inuse_space/bytes");
            assertThat(ask(port, 9)).startsWith(Arrays.copyOf(Files.readAllBytes(executable()), 1000));
            assertThat(ask(port, 8)).isEmpty();
            assertThat(ask(port, 0x77)).isEmpty();
        }
    }

    private static Path executable() {
        return Path.of(ProcessHandle.current().info().command().orElseThrow());
    }

    @Test
    void setgcIsRemembered() throws Exception {
        try (Gops.Agent agent = Gops.listen(":0")) {
            int port = agent.address().getPort();
            assertThat(askText(port, 0x10, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                    .isEqualTo("New GC percent set to 50. Previous value was 100.\n");
            assertThat(askText(port, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                    .isEqualTo("New GC percent set to -1. Previous value was 50.\n");
            assertThat(askText(port, 0x10, 0xc8, 1, 0, 0, 0, 0, 0, 0, 0, 0))
                    .isEqualTo("New GC percent set to 100. Previous value was -1.\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 50", "01, -1", "c801, 100", "ffffffffffffffffff01, -9223372036854775808"})
    void percentIsAZigzagVarint(String hex, long percent) throws IOException {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(hex), 10);
        assertThat(Command.readPercent(new ByteArrayInputStream(bytes))).isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "8080", "ffffffffffffffffff02", "ffffffffffffffffffff01", "8080808080808080808080"})
    void whatIsNoVarintIsRefused(String hex) {
        var in = new ByteArrayInputStream(HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> Command.readPercent(in)).isInstanceOf(IOException.class);
    }

    @Test
    void setgcIsAnsweredAsSoonAsTheNumberIsThere() throws Exception {
        try (Gops.Agent agent = Gops.listen(); var socket = new Socket("127.0.0.1", agent.address().getPort())) {
            socket.getOutputStream().write(new byte[] {0x10, (byte) 0xc8, 1}); // Go's agent waits for no more either
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("New GC percent set to 100. ");
        }
    }

    @Test
    void portFileIsWhereGopsLooks() {
        assertThat(PortFile.folder(Map.of("GOPS_CONFIG_DIR", "/x/y"), "Linux", "/home/me")).isEqualTo(Path.of("/x/y"));
        assertThat(PortFile.folder(Map.of("XDG_CONFIG_HOME", "/c"), "Linux", "/home/me")).isEqualTo(Path.of("/c/gops"));
        assertThat(PortFile.folder(Map.of(), "Linux", "/home/me")).isEqualTo(Path.of("/home/me/.config/gops"));
        assertThat(PortFile.folder(Map.of(), "Mac OS X", "/Users/me")).isEqualTo(Path.of("/Users/me/Library/Application Support/gops"));
    }

    @Test
    void portFileIsThisUsersAndGoneAtTheEnd() throws Exception {
        try (var app = new RunningApp(folder)) {
            Path file = app.gopsFolder.resolve(Long.toString(app.pid()));
            assertThat(file).hasContent(Integer.toString(app.gopsPort));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(app.gopsFolder))).isEqualTo("rwx------");
            assertThat(app.end()).isZero();
            try (var left = Files.list(app.gopsFolder)) {
                assertThat(left.toList()).isEqualTo(List.of());
            }
        }
    }
}
