// SPDX-License-Identifier: Apache-2.0
package io.go4j.debug.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostHeaderTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "localhost", "LOCALHOST", "LocalHost:6060", "localhost.", "localhost.:6060", "localhost:", "localhost:0", "localhost:65535",
        "127.0.0.1", "127.0.0.1:6060", "127.0.0.53", "127.255.255.254:1", "[::1]", "[::1]:", "[::1]:6060", "[0:0:0:0:0:0:0:1]:80",
        "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]:6060", "mybox", "MyBox:6060", "mybox."
    })
    void namesOfTheLoopbackInterfacePass(String host) {
        assertThat(HostHeader.isLoopback(host, "mybox")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // other names
        "evil.com", "evil.com:6060", "localhost.evil.com", "localhost.evil.com:6060", "evil.localhost", "127.0.0.1.evil.com",
        "mybox.evil.com", "notlocalhost", "localhostx", "localhost-", "127.0.0.1.nip.io", "xn--localhost",
        // brackets around what is no address, or something around them
        "[evil.com]", "[evil.com]:6060", "[localhost]", "[127.0.0.1]", "[::1].evil.com", "[::1].evil.com:6060", "[::1]evil.com",
        "[::1]6060", "[::1", "::1", "::1]:6060", "[]", "[", "]", "[]:6060", "[[::1]]", "x[::1]", "[::1][::1]",
        "[::1]:[::1]", "[:]", "[:::1]", "[::1::]",
        // zones and other addresses
        "[::1%25lo]", "[::1%lo]", "[fe80::1]", "[::2]", "[::]", "[2001:db8::1]:80", "[::ffff:8.8.8.8]", "10.0.0.1", "192.168.1.1:6060",
        "8.8.8.8", "0.0.0.0", "0.0.0.0:6060", "128.0.0.1", "126.255.255.255",
        // what some take for 127.0.0.1
        "127.1", "127.0.1", "127", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "127.00.0.1", "127.0.0.256",
        "127.0.0.999", "127.0.0.1.", "127.0.0.", ".127.0.0.1", "127..0.1", "127.0.0.1.1", "127.0.0.-1", "127.0.0.+1",
        "\u0661\u0662\u0667.0.0.1",
        // dots
        "localhost..", ".localhost", ".", "..", "localhost..:6060", "mybox..",
        // userinfo, percent signs, spaces, lists, paths
        "localhost@evil.com", "evil.com@localhost", "user:password@localhost", "@localhost", "localhost@", "%6cocalhost", "localhost%00",
        "localhost%2eevil.com", "localhost%", "local host", " localhost", "localhost ", "localhost\t", "localhost,evil.com",
        "localhost, localhost", "evil.com,localhost", "localhost/", "localhost/x", "localhost?x", "localhost#x", "localhost\\evil.com",
        "http://localhost", "//localhost", "localhost\u0000", "localhost\n", "localhost\r", "localho\u017ft", "l\u00f6calhost",
        // ports
        "localhost:x", "localhost:60x", "localhost:-1", "localhost:+1", "localhost: 80", "localhost:80 ", "localhost:65536",
        "localhost:99999", "localhost:100000", "localhost:000080", "localhost:80:80", "localhost::80",
        "localhost:80.evil.com", "127.0.0.1:80@evil.com",
        "[::1]:x", "[::1]::80", "localhost:\u0661", ":6060", ":", "",
    })
    void everythingElseIsRefused(String host) {
        assertThat(HostHeader.isLoopback(host, "mybox")).isFalse();
    }

    @Test
    void withoutANameOfItsOwnOnlyThoseOfTheInterfacePass() {
        assertThat(HostHeader.isLoopback("mybox", null)).isFalse();
        assertThat(HostHeader.isLoopback("localhost", null)).isTrue();
        assertThat(HostHeader.isLoopback("::1", "::1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /debug/pprof/cmdline HTTP/1.1\\nHost: localhost\\n\\n                              | 200
            GET /debug/pprof/cmdline HTTP/1.1\\nhOST:\\tlocalhost:1\\t \\n\\n                      | 200
            GET /debug/pprof/cmdline HTTP/1.0\\n\\n                                                | 200
            GET /debug/pprof/cmdline HTTP/1.0\\nHost: evil.com\\n\\n                               | 403
            GET /debug/pprof/cmdline HTTP/1.0\\nHost: evil.com\\nHost: localhost\\n\\n             | 400
            GET /debug/pprof/cmdline HTTP/1.1\\nX: y\\n\\n                                         | 400
            GET /debug/pprof/cmdline HTTP/1.1\\nHost:\\n\\n                                        | 403
            GET /debug/pprof/cmdline HTTP/1.1\\nHost: localhost\\nHost: localhost\\n\\n            | 400
            GET /debug/pprof/cmdline HTTP/1.1\\nHost: localhost\\nX: y\\nHOST: evil.com\\n\\n      | 400
            GET /debug/pprof/cmdline HTTP/1.1\\nHost: [evil.com]\\n\\n                             | 403
            GET /debug/pprof/cmdline HTTP/1.1\\nHost: [::1].evil.com\\n\\n                         | 403
            POST /debug/pprof/heap HTTP/1.1\\nHost: evil.com\\nContent-Length: 0\\n\\n             | 403
            GET /elsewhere HTTP/1.1\\nHost: evil.com\\n\\n                                         | 403
            GET /debug/pprof HTTP/1.1\\nHost: evil.com\\n\\n                                       | 403
            GET http://localhost/debug/pprof/cmdline HTTP/1.1\\nHost: localhost\\n\\n              | 200
            GET http://evil.com/debug/pprof/cmdline HTTP/1.1\\nHost: localhost\\n\\n               | 403
            GET http://localhost@evil.com/debug/pprof/cmdline HTTP/1.1\\nHost: localhost\\n\\n     | 403
            GET http://localhost/debug/pprof/cmdline HTTP/1.1\\nHost: evil.com\\n\\n               | 403
            """)
    void serversRefuseIt(String request, int status) throws IOException {
        try (Pprof.Server server = Pprof.listen("127.0.0.1:0")) {
            assertThat(status(server.address().getPort(), request)).as("our own server").isEqualTo(status);
        }
        HttpServer own = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        own.createContext("/debug/pprof", Pprof.handler());
        own.start();
        try {
            if (!request.contains("/elsewhere")) {
                assertThat(status(own.getAddress().getPort(), request)).as("a handler").isIn(List.of(status, status == 403 ? 400 : status));
            }
        } finally {
            own.stop(0);
        }
    }

    private static int status(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String bytes = request.replace("\\n", "\r\n").replace("\\t", "\t");
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return Integer.parseInt(new String(line, StandardCharsets.ISO_8859_1).substring("HTTP/1.1 ".length()));
        }
    }
}
