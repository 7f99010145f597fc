// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.dlv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.go4j.Go4j;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are no debuggers. After each no thread serves it any more, the program goes on, and a debugger may connect. */
@Timeout(240)
class HostileDebuggerTest {
    private static final int MANY = 10_000;
    private static final String HALT = "{\"method\":\"RPCServer.Command\",\"params\":[{\"name\":\"halt\"}],\"id\":1}\n";

    private Delve.Server server;

    @BeforeEach
    void start() throws IOException {
        server = Delve.listen("127.0.0.1:0");
    }

    private static void await(Callable<Boolean> what) throws Exception {
        while (!what.call()) {
            Thread.sleep(5);
        }
    }

    private static long serving() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().matches("go4j-dlv-([0-9]+(-work)?|read)")).count();
    }

    @AfterEach
    void allIsAsBefore() throws Exception {
        await(() -> serving() == 0);
        var ran = new CountDownLatch(1);
        Go4j.go(ran::countDown);
        ran.await();
        try (var client = new Client(server.address())) {
            assertThat(Client.state(client.call("Command", "{\"name\":\"halt\"}")).get("Running")).isEqualTo(false);
        }
        server.close();
    }

    private boolean isCutOff(byte[] bytes) throws IOException {
        try (var client = new Client(server.address())) {
            client.socket.setSoLinger(true, 0); // leaves nothing behind in the kernel's table, which would be read each time
            try {
                client.socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                return true; // already
            }
            return client.isCutOff();
        }
    }

    private boolean isCutOff(String text) throws IOException {
        return isCutOff(text.getBytes(UTF_8));
    }

    /** Each on a connection of its own, and some of them while the program stands: that is what it would be left in. */
    @Test
    void malformedRequests() throws Exception {
        String[] requests = {
            "{}\n", "{\"method\":1}\n", "{\"method\":\"RPCServer.State\"}\n", "{\"method\":\"RPCServer.State\",\"id\":\"x\"}\n", "{\n",
            "{{{{\n",
            "{\"method\":\"RPCServer.State\",\"params\":7,\"id\":1}\n", "{\"id\":1,\"id\":2}\n", "GET / HTTP/1.1\r\n\r\n",
            "Content-Length: 3\r\n\r\n{}\n", "\0\0\0\0\n", "{\"a\":\"\u0001\"}\n"
        };
        for (int i = 0; i < MANY; i++) {
            String request = requests[i % requests.length];
            assertThat(isCutOff(i % 25 == 0 ? HALT + request : request)).as(request).isTrue();
        }
        await(() -> serving() == 0);
    }

    /** Well formed, and of no sense: each gets an answer, and the connection stays. */
    @Test
    void requestsOfNoSense() throws Exception {
        String[] parameters = {
            "", "{}", "null", "[]", "{\"Id\":-9223372036854775808,\"Depth\":9223372036854775807,\"Skip\":-9}",
            "{\"Start\":9223372036854775807,\"Count\":-1}", "{\"Start\":-5,\"Count\":9223372036854775807,\"MaxGroups\":-1,\"GroupBy\":4}",
            "{\"Loc\":\"*\"}", "{\"Loc\":\":\"}", "{\"Loc\":\"/(/\"}", "{\"Filter\":\"[\"}", "{\"Expr\":\"a[99999999].b\"}",
            "{\"name\":\"\"}", "{\"Filters\":[1,null,{}]}", "{\"Scope\":{\"GoroutineID\":1e300,\"Frame\":-1}}",
            "{\"GoroutineID\":-1,\"NumAncestors\":99999999}"
        };
        String[] methods = {
            "Stacktrace", "ListGoroutines", "FindLocation", "ListTypes", "Eval", "Command", "Ancestors", "ListPackageVars", "State",
            "Nonsense", "", "GetBreakpoint", "Set"
        };
        try (var client = new Client(server.address())) {
            client.call("Command", "{\"name\":\"halt\"}");
            for (int i = 0; i < methods.length * parameters.length; i++) {
                String method = methods[i % methods.length];
                String with = parameters[i / methods.length % parameters.length];
                assertThat(client.answer(client.send(method, with)).keySet()).hasToString("[id, result, error]");
            }
        }
    }

    @Test
    void rubbish() throws Exception {
        var random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[1 + random.nextInt(2000)];
            random.nextBytes(bytes);
            bytes[0] = '{';
            bytes[bytes.length - 1] = '\n';
            assertThat(isCutOff(bytes)).isTrue();
        }
    }

    @Test
    void bombs() throws Exception {
        assertThat(isCutOff("{" + "x".repeat(4 << 20))).isTrue(); // a line without an end
        assertThat(isCutOff("{\"a\":" + "[".repeat(1 << 19) + "\n")).isTrue();
        assertThat(isCutOff("{\"a\":[" + "{},".repeat(1 << 18) + "{}]}\n")).isTrue();
        assertThat(isCutOff(HALT.repeat(5000) + "}\n")).isTrue(); // faster than they are answered
    }

    @Test
    void halfClosed() throws Exception {
        for (int i = 0; i < 100; i++) {
            try (var client = new Client(server.address())) {
                client.socket.getOutputStream().write(i % 2 == 0 ? HALT.getBytes(UTF_8) : new byte[] {'{'});
                client.socket.shutdownOutput();
                assertThat(client.isCutOff()).isTrue();
            }
        }
    }

    /** It asks for much and takes nothing; the kernel's buffers are full at some time. */
    @Test
    void whoTakesNoAnswers() throws Exception {
        List<Client> open = new ArrayList<>();
        var client = new Client(server.address());
        open.add(client);
        client.socket.getOutputStream().write(HALT.getBytes(UTF_8));
        try {
            for (int i = 0; i < 100_000; i++) {
                client.send("ListTypes", "{\"Filter\":\"\"}");
            }
        } catch (IOException e) {
            // cut off, because too many requests wait
        }
        await(() -> serving() == 0);
        for (Client c : open) {
            c.close();
        }
    }

    /** A regular expression that takes for ever ends with its client. */
    @Test
    void aSearchWithoutEnd() throws Exception {
        try (var client = new Client(server.address())) {
            client.call("Command", "{\"name\":\"halt\"}");
            client.send("ListTypes", "{\"Filter\":\"^(([a-zA-Z0-9.$_]+)*)*!$\"}");
            Thread.sleep(100); // so that it has begun, as a rule
        }
    }
}
