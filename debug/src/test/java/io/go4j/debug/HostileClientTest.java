// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.debug.demo.Besieged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do what they should not, against a program with a small heap and few file descriptors. After each the servers answer as
 * before, and no thread and no descriptor is held any more.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no ulimit")
@Timeout(120) // seconds, for each: a client that holds a server up would hold the test up
class HostileClientTest {
    private static final int MANY = 100; // more than a server receives at once
    private static final byte[] RUBBISH = new byte[1 << 16];

    @TempDir
    static Path folder;

    private static Process process;
    private static BufferedReader answers;
    private static int pprof;
    private static int gops;
    private static long descriptors;

    private final List<Socket> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                "sh", "-c", "ulimit -n 400; exec \"$@\"", "sh", java, "-Xmx64m", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Besieged.class.getName());
        builder.environment().put("GOPS_CONFIG_DIR", folder.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        process = builder.start();
        answers = process.inputReader(UTF_8);
        String[] ports = answers.readLine().split(" ");
        pprof = Integer.parseInt(ports[0]);
        gops = Integer.parseInt(ports[1]);
        assertThat(status(get("profile?seconds=1"))).isEqualTo(200); // from here on the flight recorder has all its files open
        await(() -> question("visits") == 0);
        descriptors = question("descriptors");
    }

    @AfterAll
    static void end() throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor()).as("it has come through").isZero();
    }

    @AfterEach
    void allIsAsBefore() throws Exception {
        await(() -> status(get("goroutine?debug=1")) == 200); // those who are stuck make room, though perhaps not for the first who asks
        assertThat(text(ask(7))).startsWith("goroutines: ");
        for (Socket s : open) {
            s.close();
        }
        await(() -> question("visits") == 0);
        assertThat(question("descriptors")).isLessThanOrEqualTo(descriptors + 5); // the JVM opens one itself now and then
    }

    private static void await(Callable<Boolean> what) throws Exception {
        while (!what.call()) {
            Thread.sleep(20);
        }
    }

    private static synchronized long question(String line) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write((line + "\n").getBytes(UTF_8));
        to.flush();
        return Long.parseLong(answers.readLine());
    }

    private Socket connect(int port, byte[] bytes) throws IOException {
        var socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(1 << 12);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    private Socket connect(String request) throws IOException {
        return connect(pprof, request.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    /** A client for whom the CPU profile is being taken. */
    private Socket profiling(int port, byte[] request) throws IOException {
        while (true) {
            Socket s = connect(port, request);
            if (status(get("profile?seconds=1")) == 500) {
                return s;
            }
            s.close(); // this one was refused: the other was first
        }
    }

    private static String request(String rest) {
        return "GET /debug/pprof/" + rest + " HTTP/1.1\nHost: localhost\n\n";
    }

    private static byte[] exchange(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readAllBytes();
        }
    }

    /** A client like any other. */
    private static byte[] get(String rest) throws IOException {
        return exchange(pprof, request(rest).replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    private static byte[] ask(int command) throws IOException {
        return exchange(gops, new byte[] {(byte) command});
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static int status(byte[] answer) {
        String line = text(answer).lines().findFirst().orElse("HTTP/1.1 0 no answer");
        return Integer.parseInt(line.split(" ")[1]);
    }

    /** The other side has closed it, in whatever way. */
    private static boolean isCutOff(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            while (in.read(RUBBISH) >= 0) {
                // an answer, or its first part
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends until the other side has had enough. */
    private static void sendWithoutEnd(Socket socket) {
        try {
            for (long sent = 0; sent < 2_000_000_000L; sent += RUBBISH.length) {
                socket.getOutputStream().write(RUBBISH);
            }
            throw new AssertionError("2 GB were taken");
        } catch (IOException e) {
            // as should be
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /debug/pprof/heap HTTP/1.1\nHost: localhost\nContent-Length: 2000000000\n\n",
        "POST /debug/pprof/symbol HTTP/1.1\nHost: localhost\nContent-Length: 2000000000\n\n",
        "PUT /debug/pprof/ HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n7fffffff\n",
        "POST /nothing/here HTTP/1.1\nHost: localhost\nContent-Length: 2000000000\n\n",
        "POST /debug/pprof/heap HTTP/1.1\nHost: evil.example\nContent-Length: 2000000000\n\n",
        "GET /debug/pprof/cmdline HTTP/1.1\nHost: localhost\nContent-Length: 2000000000\n\n",
        "GET /debug/pprof/goroutine?seconds=1 HTTP/1.1\nHost: localhost\nContent-Length: 2000000000\n\n",
        "GET / HTTP/1.1\nHost: localhost\nX: ",
        "GET /"
    })
    void whatIsSentWithoutEndIsNotKept(String head) throws Exception {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Socket s = connect(head);
            senders.add(Thread.ofPlatform().start(() -> sendWithoutEnd(s)));
        }
        for (Thread t : senders) {
            t.join();
        }
    }

    @Test
    void refusalsReachWhoIsStillSending() throws Exception {
        byte[] body = new byte[500_000];
        String head = "POST /debug/pprof/heap HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (var socket = new Socket("127.0.0.1", pprof)) {
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            assertThat(status(socket.getInputStream().readAllBytes())).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET /debug/pprof/ HTTP/1.1", "GET /debug/pprof/ HTTP/1.1\nHost: localhost\n"})
    void halfRequestsHoldNobodyUp(String half) throws Exception {
        for (int i = 0; i < MANY; i++) {
            connect(half);
        }
        assertThat(question("visits")).isLessThan(MANY);
        assertThat(status(get("goroutine?debug=1"))).isEqualTo(200);
        assertThat(status(get("cmdline"))).isEqualTo(200);
    }

    @Test
    void halfRequestsForWhichThereIsRoomAreCutOffToo() throws Exception {
        for (String half : List.of("", "G", "GET /debug/pprof/ HTTP/1.1\nHost: localhost\n")) {
            connect(half);
        }
        connect(gops, new byte[0]);
        connect(gops, new byte[] {0x10});
        for (Socket s : open) {
            assertThat(isCutOff(s)).isTrue();
        }
    }

    @Test
    void oneByteNowAndThenIsNoRequestEither() throws Exception {
        Socket s = connect("GET /debug/pprof/ HTTP/1.1\nX: ");
        try {
            while (true) {
                s.getOutputStream().write('x');
                Thread.sleep(50);
            }
        } catch (IOException e) {
            assertThat(isCutOff(s)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"goroutine?debug=2", "heap?gc=0", "cmdline"})
    void whoDoesNotReadHoldsNobodyUp(String rest) throws Exception {
        for (int i = 0; i < MANY; i++) {
            connect(request(rest));
        }
        assertThat(question("visits")).isLessThan(MANY);
        await(() -> status(get("threadcreate")) == 200); // those who are stuck make room
    }

    @Test
    void aProfileEndsWhenItsClientGoes() throws Exception {
        for (int i = 0; i < 3; i++) {
            Socket s = profiling(pprof, request("profile?seconds=3600").replace("\n", "\r\n").getBytes(ISO_8859_1));
            if (i == 0) {
                s.close();
            } else if (i == 1) {
                s.setSoLinger(true, 0); // a reset
                s.close();
            } else {
                s.shutdownOutput();
            }
            await(() -> question("visits") == 0);
            assertThat(status(get("profile?seconds=1"))).isEqualTo(200);
        }
    }

    @Test
    void tooManyMeasurementsAreRefusedInALine() throws Exception {
        for (int i = 0; i < Slots.MAX_MEASURING; i++) {
            connect(request(i % 2 == 0 ? "heap?seconds=3600&gc=0" : "goroutine?seconds=3600"));
        }
        await(() -> {
            boolean full = status(get("goroutine?seconds=1")) == 503;
            if (!full) { // this question itself may have had the place of one of those above
                connect(request("goroutine?seconds=3600"));
            }
            return full;
        });
        String refused = text(get("heap?seconds=1"));
        assertThat(refused).contains("\r\nRetry-After: 1\r\n", "\r\nX-Go-Pprof: 1\r\n").endsWith("\r\n\r\nToo many requests at once: "
                + Slots.MAX + " may be answered, " + Slots.MAX_MEASURING + " of them with seconds; try again when one has ended\n");
        assertThat(status(get("goroutine"))).isEqualTo(200); // there is room for these
        for (Socket s : open) {
            s.close();
        }
        await(() -> status(get("goroutine?seconds=1")) == 200);
    }

    @Test
    void gopsClientsThatSayNothingOrHalf() throws Exception {
        byte[] to100 = {0x10, (byte) 0xc8, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThat(text(exchange(gops, to100))).startsWith("New GC percent set to 100. ");
        for (int i = 0; i < MANY; i++) {
            Socket s = connect(gops, i % 2 == 0 ? new byte[0] : new byte[] {0x10, (byte) 0x80, (byte) 0x80});
            if (i % 4 >= 2) {
                s.shutdownOutput(); // half is all there will be
            }
        }
        assertThat(question("visits")).isLessThan(MANY);
        assertThat(text(ask(7))).startsWith("goroutines: ");
        assertThat(text(exchange(gops, to100))).isEqualTo("New GC percent set to 100. Previous value was 100.\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 6, 0x10, 0x77})
    void gopsClientsThatSendWithoutEnd(int command) throws Exception {
        Socket s = connect(gops, new byte[] {(byte) command, (byte) 0x80});
        sendWithoutEnd(s);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 9})
    void gopsClientsThatDoNotRead(int command) throws Exception {
        for (int i = 0; i < MANY; i++) {
            connect(gops, new byte[] {(byte) command});
        }
        assertThat(question("visits")).isLessThan(MANY);
        await(() -> text(ask(7)).startsWith("goroutines: "));
    }

    @Test
    void gopsEndsAProfileWhenItsClientGoes() throws Exception {
        profiling(gops, new byte[] {6}).close();
        await(() -> question("visits") == 0);
        assertThat(status(get("profile?seconds=1"))).isEqualTo(200);
    }

    @Test
    void withoutDescriptorsTheyWaitAndDoNotSpin() throws Exception {
        assertThat(question("eat")).isPositive();
        connect(request("cmdline"));
        connect(gops, new byte[] {7});
        long began = System.nanoTime();
        long before = question("accepting");
        Thread.sleep(2000); // the share of that time is what matters, however long it was
        long used = question("accepting") - before;
        assertThat(used).isLessThan((System.nanoTime() - began) / 20);
        question("spit");
        for (Socket s : open) {
            assertThat(text(s.getInputStream().readAllBytes())).isNotEmpty(); // they are answered after all
        }
    }

    @Test
    void whatCannotBeTakenForLackOfDescriptorsIsSaid() throws Exception {
        try (var socket = new Socket("127.0.0.1", pprof)) {
            await(() -> question("visits") == 1); // received already
            question("eat");
            try {
                socket.getOutputStream().write(request("profile?seconds=1").getBytes(ISO_8859_1));
                String answer = text(socket.getInputStream().readAllBytes());
                assertThat(answer).startsWith("HTTP/1.1 500 Internal Server Error\r\n").contains("\r\n\r\nCould not take this profile: ");
            } finally {
                question("spit");
            }
        }
        assertThat(status(get("profile?seconds=1"))).isEqualTo(200); // it is not in use for ever
    }
}
