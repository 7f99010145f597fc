// SPDX-License-Identifier: Apache-2.0
package io.go4j.integration;

import static io.go4j.Go4j.go;
import static io.go4j.Go4j.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.go4j.Go4j;
import io.go4j.GoRuntime;
import io.go4j.Goroutine;
import io.go4j.diag.GoroutineStatus;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C library looks up a name ({@code getaddrinfo}), at a name server that says nothing. So that it asks ours and no other, the program
 * runs in a network of its own, where {@code /etc/resolv.conf} is another file too.
 */
@EnabledOnOs(OS.LINUX)
class NameLookupTest {
    private static final String OWN_NETWORK = "mount --bind \"$0\" /etc/resolv.conf && ip link set lo up && exec \"$@\"";

    private static List<String> inOwnNetwork(Path resolvConf, String... command) {
        return Stream.concat(Stream.of("unshare", "-r", "-m", "-n", "sh", "-c", OWN_NETWORK, resolvConf.toString()), Stream.of(command))
                .toList();
    }

    private static void assumeOwnNetwork(Path resolvConf) throws Exception {
        int status;
        try {
            status = new ProcessBuilder(inOwnNetwork(resolvConf, "true"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            status = -1;
        }
        if (status != 0) {
            String missing = "NameLookupTest is skipped: it needs unshare and ip, and to be allowed a network of its own";
            System.err.println(missing);
            assumeTrue(false, missing);
        }
    }

    @Test
    void othersGoOnDuringALookup(@TempDir Path dir) throws Exception {
        Path resolvConf = Files.writeString(dir.resolve("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n");
        assumeOwnNetwork(resolvConf);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process jvm = new ProcessBuilder(inOwnNetwork(resolvConf, java, "-Xmx256m", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Lookup.class.getName()))
                .redirectErrorStream(true)
                .start();
        String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(printed).isZero();
        assertThat(printed).endsWith("asked\nsyscall\nothers go on\nno such host\n");
    }

    /** Has one processor, looks up a name, and does something else meanwhile. */
    static final class Lookup {
        private static final int TICKS = 20;

        private Lookup() {}

        public static void main(String[] args) {
            Go4j.main(() -> {
                GoRuntime.gomaxprocs(1);
                try (var nameServer = new DatagramSocket(53, InetAddress.getLoopbackAddress())) {
                    lookUp(nameServer);
                }
            });
        }

        private static void lookUp(DatagramSocket nameServer) throws Exception {
            var ended = new AtomicBoolean();
            var answer = new AtomicReference<String>();
            Goroutine g = go(() -> {
                try {
                    answer.set(InetAddress.getByName("go4j.test").toString());
                } catch (UnknownHostException e) {
                    answer.set("no such host");
                }
                ended.set(true);
            });
            nameServer.receive(new DatagramPacket(new byte[512], 512));
            System.out.println("asked");
            while (g.status() != GoroutineStatus.SYSCALL && !ended.get()) {
                sleep(Duration.ofMillis(1));
            }
            System.out.println(ended.get() ? "has ended" : "syscall");
            for (int i = 0; i < TICKS; i++) {
                sleep(Duration.ofMillis(1));
            }
            System.out.println(ended.get() ? "others had to wait" : "others go on");
            while (!ended.get()) {
                sleep(Duration.ofMillis(1));
            }
            System.out.println(answer.get());
        }
    }
}
